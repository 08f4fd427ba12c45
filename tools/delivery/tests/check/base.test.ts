import { expect, test } from 'vitest';
import { gitClone } from '../../src/adapters/git.ts';
import { processRunner } from '../../src/adapters/process.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { type BaseVariables, baseCommit } from '../../src/check/base.ts';
import { commit, git, repositoryWith } from '../repository.ts';

/** main - develop - the change, and main goes on. */
function branches() {
  const folder = repositoryWith({ x: '1' });
  const main = git(folder, 'rev-parse', 'HEAD');
  git(folder, 'switch', '--quiet', '--create', 'develop');
  const develop = commit(folder, { x: '2' });
  git(folder, 'update-ref', 'refs/remotes/origin/develop', develop);
  git(folder, 'switch', '--quiet', 'main');
  commit(folder, { y: '1' });
  git(folder, 'switch', '--quiet', '--create', 'change', 'develop');
  commit(folder, { x: '3' });
  return { folder, main, develop };
}

test.each<[variables: BaseVariables, base: 'main' | 'develop']>([
  [{}, 'main'],
  [{ GITHUB_BASE_REF: 'develop' }, 'develop'],
  [{ NX_BASE: 'develop' }, 'develop'],
  [{ NX_BASE: 'main', GITHUB_BASE_REF: 'develop' }, 'main'],
  [{ NX_BASE: '', GITHUB_BASE_REF: '' }, 'main'],
])('with %j a change is compared with where it left %s', async (variables, base) => {
  const { folder, ...commits } = branches();
  const clone = gitClone(processRunner(folder, workspaceTools(folder, [])));
  expect(await baseCommit(clone, variables, 'main')).toBe(commits[base]);
});

test('the remote branch counts, where there is one: the local one may be old', async () => {
  const { folder, develop } = branches();
  git(folder, 'update-ref', 'refs/remotes/origin/main', develop);
  const clone = gitClone(processRunner(folder, workspaceTools(folder, [])));
  expect(await baseCommit(clone, {}, 'main')).toBe(develop);
});
