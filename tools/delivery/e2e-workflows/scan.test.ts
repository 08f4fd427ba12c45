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

test('of what is deployed each environment has a leg, which scans the sources that it runs, and what is in its images', async () => {
  const github = await repository();
  const deployed = github.main;
  await github.commit('apps/worker/go.mod', () => 'module\n');
  const execution = await execute(github, {
    workflow: 'scan.yml',
    event: 'schedule',
    ref: 'refs/heads/main',
    commit: github.main,
    gitHub: { deployments: { staging: [{ id: 1, sha: deployed, state: 'success' }] } },
  });
  expect(execution.jobs, execution.output).toEqual({ deployed: 'success', scan: 'success' });
  expect(execution.output).toContain(`deployed: [{"name":"staging","commit":"${deployed}"}]`);
  for (const task of ['repository:scan', 'api-server:scan', 'api-server:audit', 'worker:image-scan'])
    expect(execution.output).toContain(task);
});
