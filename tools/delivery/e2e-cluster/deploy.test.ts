import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { lost, startComparedLoad } from './comparison.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(inject('cluster'));
});
afterAll(() => shop.remove());

it('the first version', async () => {
  await shop.publish('v1', { api: 'well', web: 'well' });
  const { output, exitCode } = await shop.run('deploy', { version: 'v1' });
  expect(exitCode, output).toBe(0);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
});

it('what runs is left alone', async () => {
  const { output, exitCode } = await shop.run('deploy', { version: 'v1' });
  expect(exitCode, output).toBe(0);
  expect(output).toContain('nothing to do: it runs');
  expect(await shop.history()).toEqual(['deploy v1 succeeded']);
});

it('another version and back, while requests are answered', async () => {
  const load = startComparedLoad(shop.url, inject('still'));
  await shop.publish('v2', { api: 'well', web: 'well' });
  const forth = await shop.run('deploy', { version: 'v2' });
  expect(forth.exitCode, forth.output).toBe(0);
  expect(await shop.serving()).toEqual({ api: ['v2'], web: ['v2'] });
  const back = await shop.run('rollback', { version: 'v1' });
  expect(back.exitCode, back.output).toBe(0);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });

  const result = await load.stop();
  expect([lost(result), result.own.versions]).toEqual([[], ['v1', 'v2']]);
  expect(await shop.history()).toEqual(['deploy v1 succeeded', 'deploy v2 succeeded', 'rollback v1 succeeded']);
});

it('what was kept is stopped when its time has passed, and its connections move', async () => {
  const load = startComparedLoad(shop.url, inject('still'));
  await shop.configure({ retainSeconds: 1 });
  await shop.publish('v3', { web: 'well' });
  const { output, exitCode } = await shop.run('deploy', { services: ['web'], version: 'v3' });
  expect(exitCode, output).toBe(0);
  const retired = await shop.run('retire');
  expect(retired.output).toContain('stop web-blue');
  await expect.poll(async () => (await shop.run('status')).output, { timeout: 20_000 }).not.toContain('web-blue');
  expect(lost(await load.stop())).toEqual([]);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v3'] });
});
