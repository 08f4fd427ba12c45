import { expect, test } from 'vitest';
import { execute, repository } from './fixtures.ts';

test('where nothing is deployed the scan says so', async () => {
  const github = await repository();
  const execution = await execute(github, {
    workflow: 'scan.yml',
    event: 'schedule',
    ref: 'refs/heads/main',
    commit: github.main,
    gitHub: { deployments: { staging: [{ id: 1, sha: github.main, state: 'failure' }] } },
  });
  expect(execution.jobs, execution.output).toEqual({ deployed: 'success', scan: 'success' });
  expect(execution.output).toContain('deployed: [{"name":"nothing is deployed","commit":""}]');
  expect(execution.asked).toContain('GET /repos/kerp/kerp/deployments/1/statuses?per_page=1');
});
