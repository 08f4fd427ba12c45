import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Stopwatch } from '../command.ts';
import type { Workspace } from '../workspace.ts';
import { TOKEN } from './contestants.ts';

/** Milliseconds of the same tasks of this workspace. */
export interface Restore {
  /** Nothing is cached; what is made is stored in the remote cache. */
  readonly cold: number;
  readonly remote: readonly number[];
  /** Without the proxy: what the client of Nx itself takes. */
  readonly direct: readonly number[];
  readonly local: readonly number[];
}

const TASKS = ['--targets=lint,test,build', '--projects=apps/*,libs/*', '--exclude=tag:integration'];
/** What is no output, and all that is in it: packages have folders of the names that outputs have. */
const KEPT = ['node_modules', '**/node_modules/**', '.venv', '.venv/**', '.nx/**'];
const COMMAND = ['nx', 'run-many', ...TASKS, '--outputStyle=static'];

/** @param server URL of the cache. */
export async function measureRestore({ folder, env }: Workspace, server: string, rounds: number, stopwatch: Stopwatch): Promise<Restore> {
  const cache = { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server, NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: TOKEN };
  const withCache = ['tools/remote-cache/src/with-cache.ts', ...COMMAND];
  const run = (program: string, args: string[], more: Record<string, string>) =>
    stopwatch.time({ program, args, cwd: folder, env: { ...env, ...more, NX_DAEMON: 'false' } });
  const removeOutputs = () =>
    stopwatch.output({
      program: 'git',
      args: ['clean', '--quiet', '--force', '-dX', ...KEPT.map((kept) => `--exclude=!${kept}`)],
      cwd: folder,
    });
  await removeOutputs();
  const cold = await run(process.execPath, withCache, cache);
  const remote: number[] = [];
  const direct: number[] = [];
  const local: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await removeOutputs();
    await forgetLocalCache(folder);
    direct.push(await run('nx', COMMAND.slice(1), cache));
    await removeOutputs();
    await forgetLocalCache(folder);
    remote.push(await run(process.execPath, withCache, cache));
    await removeOutputs();
    local.push(await run('nx', COMMAND.slice(1), {}));
  }
  return { cold, remote, direct, local };
}

/** What was restored is forgotten; what Nx knows of the files of the workspace is kept in both cases. */
async function forgetLocalCache(folder: string): Promise<void> {
  await rm(path.join(folder, '.nx/cache'), { recursive: true, force: true });
  const data = path.join(folder, '.nx/workspace-data');
  for (const name of await readdir(data)) if (/\.db(?:-\w+)?$/.test(name)) await rm(path.join(data, name));
}
