import { expect, test } from 'vitest';
import { gitClone } from '../../../src/adapters/git.ts';
import { processRunner } from '../../../src/adapters/process.ts';
import { workspaceTools } from '../../../src/adapters/tools.ts';
import { baseOf } from '../../../src/pipeline/github/base.ts';
import type { Event } from '../../../src/pipeline/github/event.ts';
import type { WorkflowRuns } from '../../../src/ports.ts';
import { rejectionOf } from '../../failure.ts';
import { commit, git, repositoryWith, shallowClone } from '../../repository.ts';

const PUSH: Event = { kind: 'push', branch: 'main' };

function baseIn(folder: string, event: Event, successful: readonly string[] = []) {
  const runs: WorkflowRuns = { of: async () => ({ workflow: 'build.yml', successful }) };
  return baseOf(event, gitClone(processRunner(folder, workspaceTools(folder, []))), runs);
}

/** As a runner sees a request: main moved on since the branch left it, and HEAD is the merge of both. */
function request() {
  const folder = repositoryWith({});
  const first = git(folder, 'rev-parse', 'HEAD');
  git(folder, 'switch', '--quiet', '--create', 'feature/one');
  const topic = commit(folder, { b: '1' });
  git(folder, 'switch', '--quiet', 'main');
  const target = commit(folder, { a: '2' });
  git(folder, 'switch', '--quiet', '--detach');
  git(folder, 'merge', '--quiet', '--no-ff', '--message=merge', 'feature/one');
  git(folder, 'update-ref', 'refs/remotes/origin/main', target);
  return { folder, first, topic, target };
}

test('a request is compared with what it is merged into', async () => {
  const { folder, target } = request();
  expect(await baseIn(folder, { kind: 'pull_request', target: 'main' })).toEqual({
    commit: target,
    reason: 'where this request left origin/main',
  });
});

test("a request is compared with where it left its target, also when the target's newest commit is not merged", async () => {
  const { folder, first, topic } = request();
  git(folder, 'switch', '--quiet', '--detach', topic);
  expect((await baseIn(folder, { kind: 'pull_request', target: 'main' })).commit).toBe(first);
});

test('a target that was not fetched is refused', async () => {
  expect(await rejectionOf(baseIn(request().folder, { kind: 'pull_request', target: 'develop' }))).toMatch(
    /^E_BASE_UNKNOWN: 'origin\/develop' is no commit of this clone\n/,
  );
});

test('a request without a common history is refused', async () => {
  const { folder } = request();
  git(folder, 'switch', '--quiet', '--orphan', 'other');
  commit(folder, { c: '1' });
  expect(await rejectionOf(baseIn(folder, { kind: 'pull_request', target: 'main' }))).toBe(
    'E_BASE_UNKNOWN: origin/main and HEAD have no common history\n  fix    start the branch from its target: git rebase',
  );
});

test('a request in a shallow clone is refused', async () => {
  const { folder, first } = request();
  git(folder, 'branch', '--force', 'old', first);
  const clone = shallowClone(folder);
  git(clone, 'switch', '--quiet', '--detach', 'origin/feature/one');
  expect(await rejectionOf(baseIn(clone, { kind: 'pull_request', target: 'main' }))).toBe(
    'E_CLONE_SHALLOW: this shallow clone does not reach the common ancestor of origin/main and HEAD\n  fix    git fetch --unshallow',
  );
});

test('an entry of the merge queue is compared with what the queue builds on', async () => {
  const { folder, target } = request();
  expect(await baseIn(folder, { kind: 'merge_group', target: 'main', base: target })).toEqual({
    commit: target,
    reason: 'what the merge queue of main builds on',
  });
});

test.each([
  ['that is not in the clone', () => '0'.repeat(40)],
  ['that HEAD does not build on', ({ folder }: { folder: string }) => git(folder, 'commit-tree', 'HEAD^{tree}', '-m', 'other')],
])('a base of the merge queue %s is refused', async (_name, baseFrom) => {
  const facts = request();
  const base = baseFrom(facts);
  expect(await rejectionOf(baseIn(facts.folder, { kind: 'merge_group', target: 'main', base }))).toBe(
    `E_BASE_UNKNOWN: HEAD does not build on ${base}, the base of the merge group\n` +
      '  fix    check that the workflow checks out the whole history: fetch-depth: 0',
  );
});

test('a push is compared with the last successful run of its branch, whatever was pushed in between', async () => {
  const folder = repositoryWith({});
  const successful = [git(folder, 'rev-parse', 'HEAD')];
  commit(folder, { a: '1' });
  commit(folder, { a: '2' });
  expect(await baseIn(folder, PUSH, successful)).toEqual({
    commit: successful[0],
    reason: 'the last successful run of build.yml on main',
  });
});

test('a run that is repeated is compared with what it builds on, not with what came later', async () => {
  const folder = repositoryWith({});
  const first = git(folder, 'rev-parse', 'HEAD');
  const second = commit(folder, { a: '1' });
  const third = commit(folder, { a: '2' });
  git(folder, 'switch', '--quiet', '--detach', second);
  expect((await baseIn(folder, PUSH, [third, first])).commit).toBe(first);
});

test('the first run on a branch is of everything', async () => {
  expect(await baseIn(repositoryWith({}), PUSH)).toEqual({
    commit: undefined,
    reason: 'no run of build.yml on main has succeeded yet: everything',
  });
});

test('a branch that was rewritten is of everything', async () => {
  expect(await baseIn(repositoryWith({}), PUSH, ['0'.repeat(40)])).toEqual({
    commit: undefined,
    reason: 'main was rewritten since the last successful run of build.yml: everything',
  });
});

test('a push in a shallow clone is refused', async () => {
  const { folder, target } = request();
  expect(await rejectionOf(baseIn(shallowClone(folder), PUSH, [target]))).toBe(
    'E_CLONE_SHALLOW: this shallow clone does not reach the last successful run\n' +
      '  fix    let the workflow check out the whole history: fetch-depth: 0',
  );
});
