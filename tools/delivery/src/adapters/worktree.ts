import { existsSync } from 'node:fs';
import { glob, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { DeliveryError } from '../errors.ts';
import { scratchFolder } from './files.ts';

/** What is installed beside the sources. Nobody writes into these files in place, so hard links are as good as copies. */
const INSTALLED = ['{.venv,node_modules}', '*/*/node_modules'];

export interface Installation {
  /** Whether the packages are not those of this workspace, because a lock file differs. */
  readonly node: boolean;
  readonly python: boolean;
}

/**
 * Checks out a commit beside the workspace, ready to run nx in: as a git worktree it shares the cache of Nx. It lies in a
 * private folder below dist, so on the file system of what is linked, and is removed whatever happens.
 * @param others which packages have to be installed, as another version of them is asked for there.
 * @param act gets the absolute path of the worktree.
 */
export async function inWorktree<T>(
  workspaceRoot: string,
  commit: string,
  others: Installation,
  act: (root: string) => Promise<T>,
): Promise<T> {
  const folder = await scratchFolder(workspaceRoot);
  const root = path.join(folder, 'workspace');
  try {
    await run(workspaceRoot, 'git', 'worktree', 'prune');
    await run(workspaceRoot, 'git', 'worktree', 'add', '--quiet', '--detach', root, commit);
    await install(workspaceRoot, root, others);
    return await act(root);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await run(workspaceRoot, 'git', 'worktree', 'prune');
  }
}

async function install(workspaceRoot: string, root: string, { node, python }: Installation): Promise<void> {
  for await (const folder of glob(INSTALLED, { cwd: workspaceRoot })) {
    if (!existsSync(path.dirname(path.join(root, folder)))) continue;
    if (node && folder.endsWith('node_modules')) continue;
    await run(workspaceRoot, 'cp', '-a', ...(process.platform === 'linux' ? ['-l'] : []), folder, path.join(root, folder));
  }
  if (node) await run(root, 'npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline');
  if (!existsSync(path.join(root, '.venv'))) return;
  // The environment names the folders of our own packages.
  await run(root, '.venv/bin/uv', 'sync', '--frozen', '--all-packages', '--quiet', ...(python ? [] : ['--offline']));
}

async function run(cwd: string, program: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await execa(program, args, { cwd, stdin: 'ignore', reject: false });
  if (exitCode === 0) return;
  throw new DeliveryError('E_BASE_UNCHECKED', {
    what: `${program} ${args[0]} ${args[1] ?? ''} failed: ${stderr.trim().split('\n').at(-1) || 'without a word'}`,
    fix: 'see to it that this works here, then run the same command again',
  });
}
