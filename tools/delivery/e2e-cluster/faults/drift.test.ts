import { expect, it } from 'vitest';
import { kubectl } from '../cluster.ts';
import { useWorld } from './world.ts';

const world = useWorld();

it("10. drift: somebody applied git's Service, which selects nothing that is there", async ({ task }) => {
  const shop = await world.open();
  // That Service leads nowhere: the deploy ends it.
  task.meta.outage = true;
  await kubectl(
    '--namespace',
    shop.namespace,
    'patch',
    'service',
    'web',
    '--patch',
    '{"spec":{"selector":{"app.kubernetes.io/instance":"web"}}}',
  );
  expect(await shop.serving()).toEqual({ api: ['v1'], web: [] });
  expect((await shop.run('status')).output).toContain('drift: Service/web selects no instance');
  const { exitCode, output } = await shop.run('deploy', { version: 'v1' });
  expect(exitCode, output).toBe(0);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
});

it('10. drift: somebody edited the live instance: the other one takes over', async () => {
  const shop = await world.open();
  await kubectl('--namespace', shop.namespace, 'set', 'env', 'deployment/web-blue', 'DEBUG=1');
  await kubectl('--namespace', shop.namespace, 'rollout', 'status', 'deployment/web-blue');
  expect((await shop.run('status')).output).toContain('drift: Deployment/web-blue was edited by kubectl-set');
  const { exitCode, output } = await shop.run('deploy', { version: 'v1' });
  expect(exitCode, output).toBe(0);
  expect(output).toContain('switch Service/web to web-green');
  const env = await kubectl(
    '--namespace',
    shop.namespace,
    'get',
    'deployment',
    'web-green',
    '--output=jsonpath={.spec.template.spec.containers[0].env}',
  );
  expect(env).toBe('');
  await world.deploy('v1');
});

it('10. drift: somebody edited a rolling service: what was added goes again', async () => {
  const shop = await world.open();
  const own = ['--namespace', shop.namespace] as const;
  await kubectl(...own, 'set', 'env', 'deployment/api', 'DEBUG=1');
  await kubectl(...own, 'scale', 'deployment/api', '--replicas=3');
  await kubectl(...own, 'rollout', 'status', 'deployment/api');
  expect((await shop.run('status')).output).toContain('drift: Deployment/api was edited by kubectl-set');
  const { exitCode, output } = await shop.run('deploy', { version: 'v1' });
  expect(exitCode, output).toBe(0);
  expect(output).toContain('left alone, as it runs: web');
  const columns = '--output=jsonpath={.spec.replicas} {.spec.template.spec.containers[0].env}';
  expect(await kubectl(...own, 'get', 'deployment', 'api', columns)).toBe('1 ');
  expect((await shop.run('status')).output).not.toContain('drift');
  expect((await shop.run('deploy', { version: 'v1' })).output).toContain('nothing to do: it runs');
});
