import { expect, test } from 'vitest';
import { gitClone } from '../../src/adapters/git.ts';
import { processRunner } from '../../src/adapters/process.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { chooseBase, type Green } from '../../src/pipeline/base.ts';
import { rejectionOf } from '../failure.ts';
import { commit, git, repositoryWith, shallowClone } from '../repository.ts';

function baseIn(folder: string, green: Green, asked?: string) {
  return chooseBase(gitClone(processRunner(folder, workspaceTools(folder, []))), green, 'main', { asked, command: 'make check' });
}

/** On main two commits; on topic, which is checked out, one more since the first. */
function branched() {
  const folder = repositoryWith({});
  const first = git(folder, 'rev-parse', 'HEAD');
  const second = commit(folder, { a: '2' });
  git(folder, 'checkout', '--quiet', '-b', 'topic', first);
  const topic = commit(folder, { b: '1' });
  return { folder, first, second, topic };
}

test.each([undefined, ''])('the first run in a clone is of everything (asked for %j)', async (asked) => {
  expect(await baseIn(branched().folder, {}, asked)).toEqual({ commit: undefined, reason: 'the first run in this clone: everything' });
});

test('a ref that was asked for is compared with where HEAD left it, also in the first run', async () => {
  const { folder, first, second } = branched();
  expect(await baseIn(folder, {}, 'main')).toEqual({ commit: first, reason: 'where this branch left main' });
  expect(await baseIn(folder, {}, second)).toEqual({ commit: first, reason: `where this branch left ${second}` });
});

test('a ref that is unknown is refused', async () => {
  expect(await rejectionOf(baseIn(branched().folder, {}, 'nope'))).toBe(
    "E_BASE_UNKNOWN: 'nope' is no commit of this clone\n" +
      "  fix    fetch it (git fetch origin 'nope') or name another one: make check BASE=<branch or commit>",
  );
});

test('a branch is compared with where it left the default branch', async () => {
  const { folder, first, topic } = branched();
  expect(await baseIn(folder, { topic })).toEqual({ commit: first, reason: 'where this branch left main' });
});

test("the remote's default branch comes before the local one", async () => {
  const { folder, second } = branched();
  git(folder, 'merge', '--quiet', '--no-edit', 'main');
  git(folder, 'update-ref', 'refs/remotes/origin/main', second);
  git(folder, 'branch', '--force', 'main', 'HEAD~1');
  expect(await baseIn(folder, { main: second })).toEqual({ commit: second, reason: 'where this branch left origin/main' });
});

test('a detached HEAD is compared like a branch', async () => {
  const { folder, first } = branched();
  git(folder, 'checkout', '--quiet', '--detach');
  expect(await baseIn(folder, { main: first })).toEqual({ commit: first, reason: 'where this branch left main' });
});

test('a default branch that is not there is refused', async () => {
  const { folder, topic } = branched();
  git(folder, 'branch', '--quiet', '--delete', '--force', 'main');
  expect(await rejectionOf(baseIn(folder, { topic }))).toMatch(/^E_BASE_UNKNOWN: 'main' is no commit of this clone\n/);
});

test('a branch without common history is of everything', async () => {
  const { folder, first } = branched();
  git(folder, 'checkout', '--quiet', '--orphan', 'other');
  commit(folder, {});
  expect(await baseIn(folder, { main: first })).toEqual({ commit: undefined, reason: 'no common history with main: everything' });
});

test('the default branch is compared with its last green run', async () => {
  const { folder, first, second } = branched();
  git(folder, 'checkout', '--quiet', 'main');
  for (const last of [first, second]) {
    expect(await baseIn(folder, { main: last })).toEqual({ commit: last, reason: 'the last green run of main' });
  }
});

test.each<[name: string, green: (facts: ReturnType<typeof branched>) => Green]>([
  ['that only another branch has', ({ first }) => ({ topic: first })],
  ['of a commit that is gone', () => ({ main: '0'.repeat(40) })],
  ['that HEAD does not build on', ({ topic }) => ({ main: topic })],
])('a green run %s is none for the default branch', async (_name, green) => {
  const facts = branched();
  git(facts.folder, 'checkout', '--quiet', 'main');
  expect(await baseIn(facts.folder, green(facts))).toEqual({
    commit: undefined,
    reason: 'no green run of main that this commit builds on: everything',
  });
});

test('a green run of a commit that a shallow clone lacks is none', async () => {
  const { folder, first } = branched();
  git(folder, 'checkout', '--quiet', 'main');
  expect((await baseIn(shallowClone(folder), { main: first })).reason).toBe('no green run of main that this commit builds on: everything');
});

test('a shallow clone that does not reach the common ancestor is refused', async () => {
  const { folder, topic } = branched();
  expect(await rejectionOf(baseIn(shallowClone(folder), { topic }))).toBe(
    'E_CLONE_SHALLOW: this shallow clone does not reach the common ancestor of origin/main and HEAD\n  fix    git fetch --unshallow',
  );
});
