import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { DeliveryError } from '../../delivery/src/errors.ts';
import { newToken, parseTokens, type StaticToken, type TokenFile } from './access/static-tokens.ts';
import { serve } from './serve.ts';

export const HELP = `A cache server for Nx. Usage:
  serve --settings=FILE      serves until it is interrupted; SIGHUP reads tokens and certificate anew
  token --tokens=FILE --name=NAME [--writes=SCOPE] [--reads=SCOPE]... [--role=admin|metrics]
                             adds a token to the file and prints it, this once
  --help                     this text`;

/** @returns the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const [command, ...args] = argv;
  if (command === 'serve') return runServer(args);
  if (command === 'token') return addToken(args);
  console.log(HELP);
  return command === '--help' ? 0 : 2;
}

async function runServer(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { settings: { type: 'string', default: 'remote-cache.json' } } });
  const cache = await serve(values.settings, pino());
  process.on('SIGHUP', () => void cache.reload());
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await cache.close();
  return 0;
}

async function addToken(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      tokens: { type: 'string', default: 'tokens.json' },
      name: { type: 'string' },
      writes: { type: 'string' },
      reads: { type: 'string', multiple: true },
      role: { type: 'string' },
    },
  });
  const { tokens: file, name, ...rights } = values;
  if (name === undefined) throw new DeliveryError('E_OPTION_INVALID', { what: 'a token needs a name', fix: '--name=NAME' });
  const { token, sha256 } = newToken();
  const { tokens } = await fileOf(file);
  const text = `${JSON.stringify({ tokens: [...tokens, { name, sha256, ...rights } as StaticToken] }, null, 2)}\n`;
  parseTokens(text, file);
  // Whole or not at all: a server that reads it meanwhile must not find half of it.
  await writeFile(`${file}.${process.pid}`, text, { mode: 0o600, flag: 'wx' });
  await rename(`${file}.${process.pid}`, file);
  console.log(token);
  return 0;
}

async function fileOf(file: string): Promise<TokenFile> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{"tokens":[]}';
    throw error;
  });
  parseTokens(text, file);
  return JSON.parse(text) as TokenFile;
}
