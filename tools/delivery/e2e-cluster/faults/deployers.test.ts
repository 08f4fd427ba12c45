import { expect, it } from 'vitest';
import { useWorld } from './world.ts';

const world = useWorld();

it('8. two deployers: one after the other', async () => {
  const shop = await world.open();
  await shop.publish('first', { api: 'well', web: 'well' });
  const first = shop.run('deploy', { version: 'first' }, world.proxy.kubeconfig);
  await expect.poll(() => world.proxy.writes.includes('PATCH deployments/web-green'), { timeout: 60_000 }).toBe(true);
  await shop.publish('second', { api: 'well', web: 'well' });
  const second = await shop.run('deploy', { version: 'second' });
  expect((await first).exitCode).toBe(0);
  expect(second.output).toContain('waiting for ');
  expect(await shop.serving()).toEqual({ api: ['second'], web: ['second'] });
  expect((await shop.history()).slice(-2)).toEqual(['deploy first succeeded', 'deploy second succeeded']);
  await world.deploy('second');
});

it('8. two deployers: one that was stopped for too long writes nothing more', async () => {
  const shop = await world.open();
  await shop.publish('paused', { api: 'well', web: 'well' });
  const paused = shop.run('deploy', { version: 'paused' }, world.proxy.kubeconfig);
  // Just before its switch: what it replaces has been marked.
  await new Promise<void>((stopped) => {
    world.proxy.onWrite = () => {
      if (world.proxy.writes.at(-1) === 'PATCH deployments/web-blue') {
        paused.kill('SIGSTOP');
        stopped();
      }
      return undefined;
    };
  });
  await world.deploy('other');
  const before = world.proxy.writes.length;
  paused.kill('SIGCONT');
  const { exitCode, output } = await paused;
  expect(exitCode).toBe(1);
  expect(output).toMatch(/E_LOCK_LOST|E_SWITCHED/);
  expect(world.proxy.writes.slice(before)).toEqual([]);
  expect(await shop.serving()).toEqual({ api: ['other'], web: ['other'] });
  expect((await shop.history()).slice(-2)).toEqual(['deploy paused interrupted', 'deploy other succeeded']);
  await world.deploy('other');
});
