import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startLoad } from '../load.ts';
import { openShop, type Shop } from '../shop.ts';

/** Some minutes of a fault's load. */
const REQUESTS = 20_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(inject('cluster'), { replicas: 1 });
});
afterAll(() => shop.remove());

it('control: nothing happens', async ({ task }) => {
  await shop.publish('v1', { api: 'well', web: 'well' });
  const { output, exitCode } = await shop.run('deploy', { version: 'v1' });
  expect(exitCode, output).toBe(0);
  const load = startLoad(shop.url);
  await expect.poll(load.sent, { timeout: 200_000, interval: 500 }).toBeGreaterThanOrEqual(REQUESTS);
  task.meta.requests = await load.stop();
  expect(task.meta.requests.kept.failures).toEqual([]);
});
