import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { inject, onTestFinished } from 'vitest';
import { copyWorkspace } from './clone.ts';
import { outside } from './outside.ts';

export interface Result {
  readonly exitCode: number;
  /** What a person sees: standard output and standard error, interleaved. */
  readonly output: string;
}

/** A copy of the whole workspace that a test may break. */
export interface Workspace {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Changes a file; `undefined` as text removes it. */
  edit(file: string, change: (text: string) => string | undefined): Promise<void>;
  /** @returns the text, or '' when there is no such file. */
  read(file: string): Promise<string>;
  exists(file: string): boolean;
  run(program: string, ...args: string[]): Promise<Result>;
  nx(...args: string[]): Promise<Result>;
  git(...args: string[]): Promise<string>;
  /** The same folder, seen by processes with other variables; `undefined` removes one. */
  with(changes: Readonly<Record<string, string | undefined>>): Workspace;
}

/** A copy for one test, removed when the test is over. */
export async function freshWorkspace(): Promise<Workspace> {
  const { workspace, remove } = await sharedWorkspace();
  onTestFinished(remove);
  return workspace;
}

/** A copy for several tests. */
export async function sharedWorkspace(): Promise<{ workspace: Workspace; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'workspace-'));
  const root = path.join(folder, 'workspace');
  await copyWorkspace(inject('template'), root);
  return { workspace: workspaceAt(root), remove: () => rm(folder, { recursive: true, force: true }) };
}

export function workspaceAt(root: string, env: NodeJS.ProcessEnv = environment(root)): Workspace {
  async function run(program: string, ...args: string[]): Promise<Result> {
    const { exitCode, all, code } = await execa(program, args, {
      cwd: root,
      env,
      extendEnv: false,
      all: true,
      reject: false,
      stdin: 'ignore',
    });
    if (exitCode === undefined) throw new Error(`${program} did not end by itself: ${code}\n${all}`);
    return { exitCode, output: all };
  }
  async function read(file: string): Promise<string> {
    const full = path.join(root, file);
    return existsSync(full) ? readFile(full, 'utf8') : '';
  }
  return {
    root,
    env,
    run,
    nx: (...args) => run('nx', ...args),
    git: async (...args) => (await execa('git', args, { cwd: root })).stdout,
    read,
    exists: (file) => existsSync(path.join(root, file)),
    async edit(file, change) {
      const full = path.join(root, file);
      const text = change(await read(file));
      // Never in place: the file may be a hard link.
      await rm(full, { force: true });
      if (text !== undefined) await writeFile(full, text);
    },
    with: (changes) => workspaceAt(root, { ...env, ...changes }),
  };
}

/** As in a terminal of a developer who has just cloned. */
function environment(root: string): NodeJS.ProcessEnv {
  return {
    ...outside(),
    PATH: [path.join(root, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter),
    NX_DAEMON: 'false',
    NO_COLOR: '1',
  };
}

/** Every file below a folder with its mode and the hash of its bytes, so that two moments or two places can be compared. */
export async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const described = files.sort().map(async (file) => {
    const [{ mode }, bytes] = await Promise.all([stat(file), readFile(file)]);
    return [path.relative(folder, file), `${(mode & 0o777).toString(8)} ${hash('sha256', bytes)}`];
  });
  return Object.fromEntries(await Promise.all(described));
}
