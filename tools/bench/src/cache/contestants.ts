import { hash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Stopwatch } from '../command.ts';

/** A server of artifacts as a process of its own. */
export interface Contestant {
  readonly name: string;
  readonly url: (artifact: string, size: number) => string;
  readonly headers: Readonly<Record<string, string>>;
  /** The most memory that it has held, in bytes. */
  memory(): Promise<number>;
  end(): Promise<void>;
}

export const TOKEN = 'bench-token';
const OTHER = 'turborepo-remote-cache@2.12.0';

/** @param folder for its settings and artifacts. */
export async function ourServer(root: string, folder: string): Promise<Contestant & { readonly origin: string }> {
  await mkdir(folder, { recursive: true });
  const tokens = { tokens: [{ name: 'bench', sha256: hash('sha256', TOKEN), writes: 'bench' }] };
  const settings = { listen: '127.0.0.1:0', folder: 'data', tokens: 'tokens.json', requestsPerSecond: 1_000_000 };
  await writeFile(path.join(folder, 'tokens.json'), JSON.stringify(tokens), { mode: 0o600 });
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings));
  const main = path.join(root, 'tools/remote-cache/src/main.ts');
  const { url, ...server } = await start(process.execPath, [main, 'serve', `--settings=${folder}/settings.json`]);
  return {
    ...server,
    name: 'ours',
    origin: url,
    url: (artifact) => `${url}/v1/cache/${artifact}`,
    headers: { authorization: `Bearer ${TOKEN}` },
  };
}

/** What Node and loopback allow. */
export async function bareServer(): Promise<Contestant> {
  const { url, ...server } = await start(process.execPath, [path.join(import.meta.dirname, 'bare-server.ts')]);
  return { ...server, name: 'bare node:http, no disk', url: (artifact, size) => `${url}/${artifact}/${size}`, headers: {} };
}

/** The one server of build artifacts that a package registry has; it speaks Turborepo's protocol, and checks nothing on reading. */
export async function turboServer(folder: string, stopwatch: Stopwatch): Promise<Contestant> {
  await mkdir(folder, { recursive: true });
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `--prefix=${folder}`, OTHER];
  await stopwatch.output({ program: 'npm', args, cwd: folder });
  const port = await freePort();
  const env = {
    HOST: '127.0.0.1',
    PORT: `${port}`,
    TURBO_TOKEN: TOKEN,
    STORAGE_PROVIDER: 'local',
    STORAGE_PATH: 'artifacts',
    STORAGE_PATH_USE_TMP_FOLDER: 'false',
    LOG_LEVEL: 'info',
    BODY_LIMIT: `${2 ** 31}`,
    NODE_ENV: 'production',
  };
  const bin = path.join(folder, 'node_modules/turborepo-remote-cache/dist/cli.js');
  const { url: _, ...server } = await start(process.execPath, [bin], { cwd: folder, env });
  return {
    ...server,
    name: OTHER,
    url: (artifact) => `http://127.0.0.1:${port}/v8/artifacts/${artifact}?teamId=team_bench`,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/octet-stream' },
  };
}

/** Starts a server that says in a line of JSON that it listens. */
async function start(program: string, args: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
  const child = execa(program, args, { ...options, reject: false, stdin: 'ignore', buffer: false });
  const end = async () => {
    child.kill('SIGKILL');
    await child;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { url?: string; message?: string };
    if (said.url === undefined && !said.message?.startsWith('Server listening')) continue;
    // Whoever does not read what a server logs would stop it.
    child.stdout.resume();
    return { url: said.url ?? '', memory: () => mostMemory(child.pid ?? 0), end };
  }
  throw new Error(`${program} ${args.join(' ')} ended before it listened`);
}

async function mostMemory(pid: number): Promise<number> {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
