import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { execute, repository } from './fixtures.ts';
import { pullRequest } from './scenario.ts';

const FILTER = 'libs/go/settings/settings.go';
const UNTYPED = 'apps/insurance-edi/src/insurance_edi/untyped.py';
const append = (line: string) => (text: string) => `${text}${line}\n`;

test('a test that fails, and a finding, fail the gate, which names the job; the finding is shown beside its line and in the summary', async () => {
  const github = await repository();
  await github.switch('feature/broken', 'main');
  await github.commit(
    'apps/insurance-edi/tests/test_broken.py',
    append('def test_broken() -> None:\n    raise AssertionError("the sum is wrong")'),
  );
  await github.commit(
    UNTYPED,
    () => '"""Planted."""\n\n\ndef shout(text):  # noqa: ANN001, ANN201\n    """Shouts."""\n    return text.upper()\n',
  );
  const execution = await execute(github, pullRequest(await github.merge('main', 'feature/broken')));
  expect(execution.jobs, execution.output).toEqual({ plan: 'success', check: 'failure', gate: 'failure' });
  expect(execution.succeeded).toBe(false);
  expect(execution.tasks).toContain('insurance-edi:test failed');
  expect(execution.output).toContain('the sum is wrong');
  expect(execution.output).toContain('E_GATE: check: failure');
  expect(execution.annotations).toContainEqual(
    expect.stringMatching(new RegExp(String.raw`^::error file=${UNTYPED},line=4,(?:col=\d+,)?title=HIGH no-untyped-def \(mypy\)::`)),
  );
  expect(execution.annotations).toContainEqual(
    expect.stringMatching(
      /^::error file=apps\/insurance-edi\/tests\/test_broken\.py,line=2,title=failed%3A .*test_broken \(insurance-edi\)::/,
    ),
  );
  expect(execution.summary).toContain('## ❌ Failed in ');
  expect(execution.summary).toMatch(/^\| ⛔ \| HIGH \| \S+untyped\.py:4 \| no-untyped-def &#40;mypy&#41; \|/m);
});

test('a request that changes nothing passes, and says that nothing is affected', async () => {
  const github = await repository();
  await github.switch('feature/nothing', 'main');
  await github.nothing();
  const execution = await execute(github, pullRequest(await github.merge('main', 'feature/nothing')));
  expect(execution.jobs, execution.output).toEqual({ plan: 'success', check: 'success', coverage: 'success', gate: 'success' });
  expect(execution.tasks).toEqual([]);
  expect(execution.output).toContain('Nothing is affected: no task reads what was changed');
  expect(execution.output).toContain('Check (nothing is affected)');
});

test('a plan that fails fails the gate: nothing is green because it was not looked at', async () => {
  const github = await repository();
  await github.switch('feature/manifest', 'main');
  await github.commit('apps/worker/go.mod', () => 'module\n');
  const execution = await execute(github, pullRequest(await github.merge('main', 'feature/manifest')));
  expect(execution.jobs, execution.output).toMatchObject({ plan: 'failure', gate: 'failure' });
  expect(execution.output).toContain('apps/worker/go.mod');
  expect(execution.output).toContain('E_GATE: check: skipped\nplan: failure');
});

test("a fork's request with names that a shell would run is checked, without a secret, and runs none of them", async () => {
  const github = await repository();
  const mark = path.join(tmpdir(), `executed-${process.pid}`);
  const head = `feature/$(touch\${IFS}${mark});\`touch\${IFS}${mark}\`&&"'`;
  await github.switch('feature/fork', 'main');
  await github.commit(FILTER, append('\n// One more line.'));
  const commit = await github.merge('main', 'feature/fork');
  const execution = await execute(github, {
    ...pullRequest(commit, { head, fork: true, title: `$(touch ${mark})"; touch ${mark}; '` }),
    secrets: { GITHUB_TOKEN: '' },
  });
  expect(execution.jobs, execution.output).toMatchObject({ plan: 'success', check: 'success', gate: 'success' });
  expect(execution.tasks).toContain('go-settings:test ran');
  expect(existsSync(mark)).toBe(false);
  expect(execution.asked).toEqual([]);
});

test('a run that is cancelled is not green', async () => {
  const github = await repository();
  await github.switch('feature/slow', 'main');
  await github.commit(FILTER, append('\n// One more line.'));
  const execution = await execute(github, {
    ...pullRequest(await github.merge('main', 'feature/slow')),
    cancelAt: 'Run Main Lint, scan and test',
  });
  expect(execution.succeeded).toBe(false);
  expect(execution.jobs['check']).not.toBe('success');
  // act ends without the steps of the gate. GitHub runs them, with 'cancelled' in its needs: tests/pipeline/github/gate.test.ts.
  expect(execution.output).not.toContain('passed: check, plan');
});
