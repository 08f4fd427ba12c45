import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { type Double, gitHubDouble, TOKEN } from './gh-double.ts';

/** What an operator has. */
export interface Operator {
  /** In the repository, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the terminal asks for. */
  readonly typed?: string;
  /** Variables that GitHub has before. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Outcome extends Pick<Double, 'secrets' | 'variables' | 'runs' | 'requests'> {
  readonly exitCode: number | undefined;
  /** What gh says. */
  readonly output: string;
}

const PROGRAMS = [path.resolve(import.meta.dirname, '../../bin/gh/bin'), process.env['PATH']].join(path.delimiter);

/**
 * Types a command of gh as it stands into a shell, in a clone of kerp/kerp. gh sends whatever it sends, to any host, into a socket where
 * the double listens (`gh help config`, http_unix_socket).
 */
export async function type(command: string, root: string, { files = {}, typed = '', variables }: Operator = {}): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gh-'));
  const { server, secrets, variables: left, runs, requests } = await gitHubDouble(root, variables);
  try {
    const socket = path.join(folder, 'github.sock');
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const clone = path.join(folder, 'kerp');
    await execa('git', ['init', '--quiet', clone]);
    await execa('git', ['remote', 'add', 'origin', 'https://github.com/kerp/kerp.git'], { cwd: clone });
    await mkdir(path.join(clone, 'deployments'));
    await write(clone, files);
    await write(folder, { 'config.yml': `version: '1'\nhttp_unix_socket: ${socket}\n` });
    const env = { PATH: PROGRAMS, HOME: folder, GH_CONFIG_DIR: folder, GH_TOKEN: TOKEN };
    const { exitCode, all } = await execa('sh', ['-c', command], {
      cwd: clone,
      env,
      extendEnv: false,
      input: typed,
      all: true,
      reject: false,
    });
    return { exitCode, output: all, secrets, variables: left, runs, requests };
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
}
