import { expect, it } from 'vitest';
import { evict, kubectl } from '../cluster.ts';
import { useWorld } from './world.ts';

const world = useWorld();

it('9. the check fails after the switch, and the old pods are evicted meanwhile', async () => {
  const shop = await world.open();
  await shop.configure({ check: ['false'] });
  await shop.publish('unwanted', { web: 'well' });
  let evicted: Promise<void> | undefined;
  world.proxy.onWrite = () => {
    // The first write of this kind raises the fence, the second is the switch.
    const switches = world.proxy.writes.filter((write) => write === 'PATCH services/web').length;
    if (switches === 2) evicted ??= evict(shop.namespace, 'web-blue');
    return undefined;
  };
  const { exitCode, output } = await shop.run('deploy', { version: 'unwanted' }, world.proxy.kubeconfig);
  await evicted;
  expect(evicted).toBeDefined();
  expect(exitCode).toBe(1);
  expect(output).toContain(`E_VERIFY: the check of ${shop.url} failed with exit code 1`);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
  expect((await shop.history()).at(-1)).toBe('deploy unwanted returned');
  await shop.configure({ check: ['true'] });
  await world.deploy('v1');
});

it('9. a candidate is evicted while it comes up: another one does', async () => {
  const shop = await world.open();
  await shop.publish('late', { web: 'late' });
  const run = shop.run('deploy', { version: 'late' });
  const pods = () =>
    kubectl('--namespace', shop.namespace, 'get', 'pods', '--selector=app.kubernetes.io/instance=web-green', '--output=name');
  await expect.poll(pods, { timeout: 60_000 }).not.toBe('');
  await evict(shop.namespace, 'web-green');
  const { exitCode, output } = await run;
  expect(exitCode, output).toBe(0);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['late'] });
  await world.deploy('v1');
});
