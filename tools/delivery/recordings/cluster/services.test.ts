import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { expectSuccess } from '../../e2e/failure.ts';
import { kubectl } from '../../e2e-cluster/cluster.ts';
import { perform } from '../perform.ts';
import { clone } from '../stage.ts';
import { newcomer, SERVICE } from '../stories/newcomer.ts';
import { emptyEnvironment, NAMESPACE } from './setup.ts';

beforeEach(emptyEnvironment);

const services = [SERVICE, 'portals', 'forecasts'];

test('generated services are deployed and used, and leave no trace when they are removed', async () => {
  const { workspace, remove } = await clone();
  onTestFinished(remove);
  const generate = (...args: string[]) => workspace.nx('generate', ...args, '--no-interactive');
  const before = await workspace.git('rev-parse', 'HEAD');
  expectSuccess(await generate('@kerp/delivery:service', 'forecasts', '--lang=python', '--grpc'));
  expectSuccess(await workspace.nx('run-many', '--projects=forecasts', '--targets=lint,test,build,docker'));
  await workspace.git('add', '--all');
  await workspace.git('commit', '--quiet', '--message=feat: forecasts');
  // One in Go, as newcomers make it; lint, test, build, docker, deploy and the end-to-end tests are steps of `make pipeline`.
  const steps = newcomer.steps.filter(({ fresh = false }) => !fresh);
  const pipeline = steps.findIndex(({ cluster = false }) => cluster);
  await perform(steps.slice(0, pipeline), workspace);
  // One more that is reached from outside, at the next port of this machine.
  expectSuccess(await generate('@kerp/delivery:service', 'portals', '--lang=python', '--http'));
  await workspace.git('add', '--all');
  await workspace.git('commit', '--quiet', '--message=feat: portals');
  await perform(steps.slice(pipeline), workspace);

  const deployed = await kubectl('--namespace', NAMESPACE, 'get', 'deployments', '--output=name');
  expect(deployed.split('\n')).toEqual(expect.arrayContaining(services.map((name) => `deployment.apps/${name}`)));
  const report = await workspace.read('dist/test/apps/e2e/junit.xml');
  for (const name of [SERVICE, 'portals']) expect(report).toContain(`name="${name} greets"`);

  for (const name of services) {
    expectSuccess(await generate('@kerp/delivery:remove', name));
    await workspace.git('add', '--all');
    await workspace.git('commit', '--quiet', `--message=revert: ${name}`);
  }
  expect(await workspace.git('diff', before, '--stat')).toBe('');
  expect(await workspace.git('ls-files', '--others', '--exclude-standard')).toBe('');
});
