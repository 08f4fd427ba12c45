import path from 'node:path';
import { createProjectGraphAsync, type Tree } from '@nx/devkit';
import { askGit } from '../adapters/git.ts';
import { DeliveryError } from '../errors.ts';
import type { ProcessRunner } from '../ports.ts';

/** @throws E_NAME_TAKEN when a project, or anything that is named like one, has the name. */
export async function expectFree(tree: Tree, name: string, taken: readonly string[]): Promise<void> {
  const { nodes } = await createProjectGraphAsync();
  // Two projects whose folders have one name would both get longer names.
  const project = Object.values(nodes).find(({ name: other, data: { root } }) => other === name || path.basename(root) === name);
  const place = project?.data.root ?? taken.find((file) => tree.exists(file));
  if (place === undefined) return;
  throw new DeliveryError('E_NAME_TAKEN', { what: `'${name}' is there already`, where: place, fix: 'take another name' });
}

/** @throws E_LAYOUT naming the first file that is not there. */
export function expectLayout(tree: Tree, files: readonly string[]): void {
  const missing = files.find((file) => !tree.exists(file));
  if (missing === undefined) return;
  throw new DeliveryError('E_LAYOUT', {
    what: `there is no ${missing}, which what is generated would use`,
    fix: 'work in a workspace that is laid out as K-ERP is: its README shows the projects',
  });
}

/**
 * @param force leaves the question out.
 * @throws E_UNCOMMITTED naming the changes that no commit has.
 */
export async function expectCommitted(runner: ProcessRunner, paths: readonly string[], force: boolean, fix: string): Promise<void> {
  if (force) return;
  const stdout = await askGit(runner, ['status', '--porcelain', '--untracked-files=all', '--', ...new Set(paths)]);
  if (stdout === '') return;
  const where = stdout.split('\n').map((line) => line.slice(3));
  throw new DeliveryError('E_UNCOMMITTED', { what: 'no commit has these changes', where: where.join('\n'), fix });
}

/** @throws E_STILL_USED naming the projects that need it. What deploys it is taken along. */
export async function expectUnused(root: string): Promise<void> {
  const { nodes, dependencies } = await createProjectGraphAsync();
  const project = Object.values(nodes).find(({ data }) => data.root === root)?.name;
  const users = Object.entries(dependencies)
    .filter(([, edges]) => edges.some(({ target }) => target === project))
    .map(([user]) => nodes[user]?.data.root ?? user)
    .filter((user) => !user.startsWith('deployments/') && user !== 'apps/e2e');
  if (users.length === 0) return;
  throw new DeliveryError('E_STILL_USED', {
    what: `${project} is needed by other projects`,
    where: users.sort().join('\n'),
    fix: 'take it out of them first, then run the same command again',
  });
}
