import { expect, test } from 'vitest';
import { gitClone } from '../../src/adapters/git.ts';
import { processRunner } from '../../src/adapters/process.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { productionHash, productionPaths } from '../../src/build/production.ts';
import { contextOf, type GraphProject } from '../context.ts';
import { type Files, write } from '../folder.ts';
import { commit, repositoryWith } from '../repository.ts';

const production = ['{projectRoot}/**/*', '!{projectRoot}/**/*_test.go', '!{projectRoot}/**/*.md'];
const PROJECTS: Record<string, GraphProject> = {
  api: { root: 'apps/api', needs: ['log'], namedInputs: { production } },
  log: { root: 'libs/log', namedInputs: { production: ['{projectRoot}/**/*', { env: 'X' }] } },
  worker: { root: 'apps/worker', needs: ['log'] },
};

test.each([
  ['api', ['apps/api', ':(exclude,glob)apps/api/**/*_test.go', ':(exclude,glob)apps/api/**/*.md', 'libs/log']],
  ['log', ['libs/log']],
  ['worker', ['apps/worker', 'libs/log']],
])('%s is made of %j', (project, paths) => {
  expect(productionPaths(contextOf('/', PROJECTS), project)).toEqual(paths);
});

function hashOf(root: string): Promise<string> {
  return productionHash(contextOf(root, PROJECTS), 'api', root, gitClone(processRunner(root, workspaceTools(root, []))));
}

test.each<[name: string, change: Files, same: boolean]>([
  ['a source', { 'apps/api/a.go': '2' }, false],
  ['a new source', { 'apps/api/b.go': '' }, false],
  ['a source of a library', { 'libs/log/log.go': '2' }, false],
  ['a test', { 'apps/api/x/a_test.go': '2' }, true],
  ['a document', { 'apps/api/README.md': '2' }, true],
  ['another project', { 'apps/worker/a.go': '2' }, true],
])('after a change of %s the hash is the same: %s, committed or not', async (_name, change, same) => {
  const root = repositoryWith({ 'apps/api/a.go': '1', 'apps/api/x/a_test.go': '1', 'libs/log/log.go': '1' });
  const before = await hashOf(root);
  expect(before).toMatch(/^[0-9a-f]{20}$/);
  write(root, change);
  const changed = await hashOf(root);
  expect(changed === before).toBe(same);
  commit(root, {});
  expect(await hashOf(root)).toBe(changed);
});
