import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Workspace, workspaceAt } from './workspace.ts';

const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];

/** What `npm link` makes: the packages are those of a copy of this workspace, so both have one Nx. */
const LINKED = ['nx', '@nx/devkit', '.bin'];

/** A repository that knows nothing of this one, with the plugin linked into its node_modules; removed when the test is over. */
export async function foreignRepository(files: Readonly<Record<string, string>>, { root: from }: Workspace): Promise<Workspace> {
  const root = await mkdtemp(path.join(tmpdir(), 'foreign-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  const modules = path.join(root, 'node_modules');
  for (const folder of ['@nx', '@kerp']) await mkdir(path.join(modules, folder), { recursive: true });
  for (const name of LINKED) await symlink(path.join(from, 'node_modules', name), path.join(modules, name));
  await symlink(path.join(from, 'tools/delivery'), path.join(modules, '@kerp/delivery'));
  const workspace = workspaceAt(root);
  await workspace.git('init', '--quiet', '--initial-branch=main');
  await workspace.git('add', '.');
  await workspace.git(...AUTHOR, 'commit', '--quiet', '--message=first');
  return workspace;
}
