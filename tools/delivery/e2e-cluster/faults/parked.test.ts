import { expect, it } from 'vitest';
import { kubectl } from '../cluster.ts';
import { useWorld } from './world.ts';

const world = useWorld();

it('6. a parked instance is scaled up and never ready: nothing is switched', async () => {
  const shop = await world.open({ settings: { retainSeconds: 0 } });
  // What a template does not say can change without it: so the scale-up is the only change, which trips no deadline of Kubernetes.
  const mood = { name: 'BEHAVIOR', valueFrom: { configMapKeyRef: { name: 'mood', key: 'web', optional: true } } };
  await shop.alter('web', { env: [mood] });
  await world.deploy('v2');
  await shop.publish('v3', { web: 'well' });
  await world.deploy('v3');
  await kubectl('--namespace', shop.namespace, 'create', 'configmap', 'mood', '--from-literal=web=unready');
  const { exitCode, output } = await shop.run('rollback', { version: 'v2' });
  expect(exitCode).toBe(1);
  expect(output).toMatch(/1 {2}scale web-(?:blue|green) to 1/);
  expect(output).toMatch(/E_ROLLOUT: web-(?:blue|green) does not come up: NotReady: it runs, but was not ready within/);
  expect(output).toContain('v3 runs again in test');
  expect(await shop.serving()).toEqual({ api: ['v3'], web: ['v3'] });
  expect((await shop.history()).at(-1)).toBe('rollback v2 returned');
  await kubectl('--namespace', shop.namespace, 'delete', 'configmap', 'mood');
  const again = await shop.run('rollback', { version: 'v2' });
  expect(again.exitCode, again.output).toBe(0);
  expect(await shop.serving()).toEqual({ api: ['v2'], web: ['v2'] });
});
