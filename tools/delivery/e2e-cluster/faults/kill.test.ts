import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { type ApiProxy, openApiProxy } from '../api-proxy.ts';
import { type Load, lost, startLoad } from '../load.ts';
import { openShop, type Shop } from '../shop.ts';

let shop: Shop;
let proxy: ApiProxy;
let load: Load;
/** What a deploy of both services writes, as it happens: each of it is where a run can be killed. */
let writes: readonly string[];

beforeAll(async () => {
  proxy = await openApiProxy(inject('cluster'));
  shop = await openShop(inject('cluster'), { replicas: 1 });
  await deploy('v1');
  load = startLoad(shop.url);
  proxy.reset();
  await deploy('v2');
  writes = [...proxy.writes];
});
afterEach(({ task }) => {
  task.meta.requests = load.take();
  expect(lost(task.meta.requests)).toEqual([]);
});
afterAll(async () => {
  await load.stop();
  await proxy.close();
  await shop.remove();
});

async function deploy(version: string): Promise<void> {
  await shop.publish(version, { api: 'well', web: 'well' });
  await succeeds('deploy', version);
}

async function succeeds(executor: string, version: string): Promise<void> {
  const { output, exitCode } = await shop.run(executor, { version }, proxy.kubeconfig);
  expect(exitCode, output).toBe(0);
  expect(await shop.serving(), output).toEqual({ api: [version], web: [version] });
}

/** Starts a deploy and kills it when it has written `count` times. */
async function killAfter(count: number, version: string): Promise<void> {
  await shop.publish(version, { api: 'well', web: 'well' });
  proxy.reset();
  const run = shop.run('deploy', { version }, proxy.kubeconfig);
  proxy.onWrite = (now) => {
    if (now < count) return undefined;
    run.kill('SIGKILL');
    return 'cut';
  };
  await run;
  expect(proxy.writes.length).toBe(count);
  proxy.reset();
}

/** Each service has ready endpoints of one version; a rolling one may be under way, and then gets there by itself. */
async function expectOneVersion(): Promise<void> {
  await expect
    .poll(async () => Object.values(await shop.serving()).map((versions) => versions.length), { timeout: 30_000 })
    .toEqual([1, 1]);
}

it.each(['deploy', 'rollback'])(
  '1. killed after any write, %s gets to where it is wanted',
  async (executor) => {
    let running = 'v2';
    for (let count = 1; count <= writes.length; count++) {
      const next = `${executor}-${count}`;
      await killAfter(count, next);
      await expectOneVersion();
      if (executor === 'deploy') running = next;
      await succeeds(executor, running);
      console.log(`${count}  ${writes[count - 1]}  ${(await shop.history()).slice(-2).join(', ')}`);
      // Later runs start from the same version.
      await deploy('v2');
      running = 'v2';
    }
  },
  1_200_000,
);
