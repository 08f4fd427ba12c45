import { expect, test } from 'vitest';
import { execute, repository } from './fixtures.ts';
import { changeService, pullRequest, SERVICE, SERVICE_TASKS } from './scenario.ts';

const PASSED = { plan: 'success', check: 'success', coverage: 'success', gate: 'success' };

test('a request that touches one service lints and tests it, and what is made of it', async () => {
  const github = await repository();
  await github.switch('feature/one', 'main');
  await github.commit(SERVICE, changeService);
  const execution = await execute(github, pullRequest(await github.merge('main', 'feature/one')));
  expect(execution.jobs, execution.output).toEqual(PASSED);
  expect(execution.output).toContain(`Compared with where this request left origin/main (${github.main.slice(0, 12)})`);
  // What those need comes from the cache, and what the change cannot alter does, too.
  expect(execution.tasks.filter((task) => task.startsWith('api-server:'))).toEqual(SERVICE_TASKS);
  expect(execution.tasks.filter((task) => / (?:failed|skipped)$/.test(task))).toEqual([]);
  expect(execution.tasks.filter((task) => /^(?:worker|tax-scraper|insurance-edi):/.test(task))).toEqual([]);
  expect(execution.output).toContain('passed: check, plan');
});

test('a request that touches no project is looked through for secrets only', async () => {
  const github = await repository();
  await github.switch('feature/none', 'main');
  await github.commit('LICENSE', () => 'None.\n');
  const execution = await execute(github, pullRequest(await github.merge('main', 'feature/none')));
  expect(execution.jobs, execution.output).toEqual(PASSED);
  expect(execution.tasks.filter((task) => !/^(?:gitleaks|repository):/.test(task))).toEqual([]);
  expect(execution.tasks).toContain('repository:scan ran');
});
