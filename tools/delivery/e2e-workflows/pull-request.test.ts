import { expect, test } from 'vitest';
import { execute } from './act.ts';
import { repository } from './repository.ts';

test('a request that touches one service lints and tests it', async () => {
  const github = await repository();
  await github.switch('feature/one', 'main');
  await github.commit('apps/api-server/http/handler.go', (text) => text.replace('"response not written', '"response not sent'));
  const commit = await github.merge('main', 'feature/one');
  const execution = await execute(github, {
    workflow: 'pr-checks.yml',
    event: 'pull_request',
    payload: { number: 7, pull_request: { number: 7, base: { ref: 'main' }, head: { ref: 'feature/one', repo: { fork: false } } } },
    ref: 'refs/pull/7/merge',
    commit,
  });
  console.log(execution.output.slice(-6000), execution);
  expect(execution.jobs).toEqual({ plan: 'success', check: 'success', gate: 'success', coverage: 'success' });
});
