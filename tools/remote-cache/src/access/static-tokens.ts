import { hash, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import { DeliveryError } from '../../../delivery/src/errors.ts';
import type { Grant } from './grant.ts';
import schema from './tokens.schema.json' with { type: 'json' };

/** tokens.json; what its fields mean is said in tokens.schema.json. */
export interface TokenFile {
  readonly tokens: readonly StaticToken[];
}

export interface StaticToken {
  readonly name: string;
  readonly sha256: string;
  readonly reads?: readonly string[];
  readonly writes?: string;
  readonly role?: 'admin' | 'metrics';
}

/** Random bytes of a token: nobody guesses it, so its plain hash can lie in a file. */
const TOKEN_BYTES = 32;

const isTokenFile: ValidateFunction<TokenFile> = new Ajv({ allErrors: true }).compile(schema);

/** @returns a new token, and what the file of the server says of it. */
export function newToken(): { token: string; sha256: string } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, sha256: hash('sha256', token) };
}

/** Grants by the hash of a token. */
export type StaticTokens = ReadonlyMap<string, Grant>;

/** @throws E_SETTINGS_INVALID, also for a file that others can read. */
export async function readTokens(file: string): Promise<StaticTokens> {
  const { mode } = await stat(file).catch((error: Error) => {
    throw invalid(file, error.message, 'make a token: node tools/remote-cache/src/main.ts token --help');
  });
  // A group may read it: so does Kubernetes hand a secret to whoever is not root.
  if ((mode & 0o027) !== 0) {
    throw invalid(file, `others may read it: its mode is 0${(mode & 0o777).toString(8)}`, `chmod 600 ${file}`);
  }
  return parseTokens(await readFile(file, 'utf8'), file);
}

/** @throws E_SETTINGS_INVALID */
export function parseTokens(text: string, file: string): StaticTokens {
  const { tokens } = parse(text, file);
  const names = tokens.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(file, `two tokens are named '${twice}'`, 'give each a name of its own');
  return new Map(tokens.map((token) => [token.sha256, grantOf(token)]));
}

/** By hash: how long a look-up takes says nothing about the tokens that are there. */
export function staticGrant(tokens: StaticTokens, token: string): Grant | undefined {
  return tokens.get(hash('sha256', token));
}

function grantOf({ name, reads = [], writes, role }: StaticToken): Grant {
  const own = writes === undefined ? [] : [writes];
  return { who: name, reads: [...new Set([...own, ...reads])], writes, admin: role === 'admin', metrics: role !== undefined };
}

function parse(text: string, file: string): TokenFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw invalid(file, (error as Error).message, 'correct the file');
  }
  if (isTokenFile(content)) return content;
  const problems = (isTokenFile.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
  throw invalid(file, problems.join('\n'), 'correct the file: tools/remote-cache/src/access/tokens.schema.json says what it may hold');
}

function invalid(where: string, what: string, fix: string): DeliveryError {
  return new DeliveryError('E_SETTINGS_INVALID', { what, where, fix });
}
