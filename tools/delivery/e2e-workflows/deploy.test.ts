import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { execute, repository } from './fixtures.ts';
import { artifactOf } from './github.ts';
import { changeService, dispatch, push, SERVICE, SERVICE_TASKS } from './scenario.ts';

/** A release of an earlier run, 41. */
async function released(version: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'artifacts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'release.json');
  await writeFile(file, JSON.stringify({ format: 1, version, commit: 'a'.repeat(40), images: {} }));
  await cp(file, path.join(folder, '41', `release-${version}`, 'release.json'));
  await rm(file);
  return folder;
}

test('a version is deployed by hand to an environment with approvals: its plan, then that plan by its hash', async () => {
  const github = await repository();
  const execution = await execute(github, {
    ...dispatch('deploy.yml', github.main, { environment: 'production', version: 'v1.2.3' }),
    artifacts: await released('v1.2.3'),
  });
  expect(execution.jobs, execution.output).toEqual({ deploy: 'success' });
  expect(execution.deploys.map(({ did }) => did)).toEqual(['deploy production v1.2.3 plan', 'deploy production approved']);
});

test('a version that nobody made is refused before anything is deployed', async () => {
  const github = await repository();
  const execution = await execute(github, {
    ...dispatch('deploy.yml', github.main, { environment: 'staging', version: 'v9.9.9"; id; "' }),
    gitHub: { artifacts: [artifactOf('release-v1.2.2', 'main')] },
  });
  expect(execution.jobs, execution.output).toEqual({ deploy: 'failure' });
  expect(execution.deploys).toEqual([]);
  expect(execution.output).toContain(
    'E_VERSION_UNKNOWN: no run of build.yml has made a version \'v9.9.9"; id; "\'\n  fix    name one of: v1.2.2',
  );
});

test('a secret that is missing is named, with where it is set', async () => {
  const github = await repository();
  const execution = await execute(github, {
    ...dispatch('deploy.yml', github.main, { environment: 'staging', version: 'v1.2.3' }),
    secrets: {},
    artifacts: await released('v1.2.3'),
  });
  expect(execution.jobs, execution.output).toEqual({ deploy: 'failure' });
  expect(execution.deploys).toEqual([]);
  expect(execution.output).toContain("E_SECRET_MISSING: the GitHub environment 'staging' has no secret KUBE_CONFIG");
  expect(execution.output).toContain('gh secret set KUBE_CONFIG --env staging < kubeconfig');
});

test('a rollback goes to the version that was asked for', async () => {
  const github = await repository();
  const execution = await execute(github, dispatch('rollback.yml', github.main, { environment: 'production', version: 'v1.2.2' }));
  expect(execution.jobs, execution.output).toEqual({ rollback: 'success' });
  expect(execution.deploys).toEqual([
    { did: 'rollback production v1.2.2', cluster: 'kubeconfig of the environment', mode: '600', leaked: false, told: true },
  ]);
});

test('a deploy that fails in the middle is gone on with: staging stays, production gets the same release', async () => {
  const github = await repository();
  const commit = await github.commit('LICENSE', () => 'None.\n');
  const artifacts = await mkdtemp(path.join(tmpdir(), 'artifacts-'));
  onTestFinished(() => rm(artifacts, { recursive: true, force: true }));
  const first = await execute(github, { ...push('main', commit, github.main), artifacts, env: { STAND_IN_FAILS: 'production' } });
  expect(first.jobs, first.output).toMatchObject({ release: 'success', deploy: 'success', promote: 'failure' });
  const version = /^version: (.+)$/m.exec(first.output)?.[1] ?? '';
  expect(first.output).toContain('E_ROLLOUT: production does not come up');
  // "Re-run failed jobs" runs promote alone; by hand that is deploy.yml with the version that build.yml has made.
  const again = await execute(github, { ...dispatch('deploy.yml', commit, { environment: 'production', version }), artifacts });
  expect(again.jobs, again.output).toEqual({ deploy: 'success' });
  expect(again.deploys.map(({ did }) => did)).toEqual([`deploy production ${version} plan`, 'deploy production approved']);
});

test('of two pushes in a row the second answers for both', async () => {
  const github = await repository();
  await github.commit(SERVICE, changeService);
  const second = await github.commit('LICENSE', () => 'None.\n');
  // The first one's run has not succeeded: it was still waiting when the second was pushed.
  const execution = await execute(github, push('main', second, github.main));
  expect(execution.jobs, execution.output).toMatchObject({ check: 'success', promote: 'success' });
  expect(execution.tasks.filter((task) => task.startsWith('api-server:'))).toEqual(SERVICE_TASKS);
  expect(execution.asked[0]).toContain('/actions/workflows/build.yml/runs?branch=main&event=push&status=success');
});
