import { expect, test } from 'vitest';
import { deploymentOf, statusOf } from '../../src/deploy/github-deployment.ts';
import { resultOf, runOf } from './runs.ts';

test('a deployment of the commit, which GitHub neither merges nor checks', () => {
  expect(deploymentOf(runOf())).toEqual({
    ref: 'c0ffee',
    task: 'deploy',
    environment: 'production',
    description: 'deploy v2, by kim',
    auto_merge: false,
    required_contexts: [],
    payload: { version: 'v2', from: 'v1', plan: 'sha256:5eed', number: 7 },
  });
});

test.each([
  { result: undefined, state: 'in_progress', description: 'deploy of v2 runs' },
  { result: resultOf('succeeded'), state: 'success', description: 'v2 runs in production' },
  { result: resultOf('returned'), state: 'failure', description: 'v2 failed in production; v1 runs again' },
  { result: resultOf('failed'), state: 'failure', description: 'v2 failed in production, and nothing could be returned to' },
  { result: resultOf('interrupted'), state: 'error', description: 'the deploy of v2 to production was interrupted' },
])('$state: $description', ({ result, state, description }) => {
  expect(statusOf(runOf(), result)).toEqual({
    state,
    description,
    environment_url: 'https://api.kerp.io',
    log_url: 'https://github.com/kerp/kerp/actions/runs/42',
  });
});

test('descriptions have 140 characters at most', () => {
  const run = runOf({ by: '한'.repeat(200), version: 'v'.repeat(200) });
  expect([deploymentOf(run).description.length, statusOf(run).description.length]).toEqual([140, 140]);
});
