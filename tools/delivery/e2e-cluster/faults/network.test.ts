import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { type ApiProxy, openApiProxy } from '../api-proxy.ts';
import { killApiServer } from '../cluster.ts';
import { type Load, lost, startLoad } from '../load.ts';
import { openShop, type Shop } from '../shop.ts';

let shop: Shop;
let proxy: ApiProxy;
let load: Load;

beforeAll(async () => {
  proxy = await openApiProxy(inject('cluster'));
  shop = await openShop(inject('cluster'), { replicas: 1 });
  await deploy('v1');
  proxy.reset();
  load = startLoad(shop.url);
});
afterEach(({ task }) => {
  proxy.reset();
  task.meta.requests = load.take();
  expect(lost(task.meta.requests)).toEqual([]);
});
afterAll(async () => {
  await load.stop();
  await proxy.close();
  await shop.remove();
});

/** @returns what it said. */
async function deploy(version: string): Promise<string> {
  await shop.publish(version, { api: 'well', web: 'well' });
  const { output, exitCode } = await shop.run('deploy', { version }, proxy.kubeconfig);
  expect(exitCode, output).toBe(0);
  expect(await shop.serving()).toEqual({ api: [version], web: [version] });
  expect((await shop.history()).at(-1)).toBe(`deploy ${version} succeeded`);
  const again = await shop.run('deploy', { version });
  expect(again.output).toContain('nothing to do: it runs');
  return output;
}

const isSwitch = (write: string | undefined) => write === 'PATCH services/web';

it('2. the answer to the switch is lost', async () => {
  let losses = 0;
  // The first write of this kind raises the fence, the second is the switch.
  proxy.onWrite = () => {
    if (!isSwitch(proxy.writes.at(-1)) || proxy.writes.filter(isSwitch).length !== 2) return undefined;
    losses++;
    return 'lose';
  };
  await deploy('lost-switch');
  expect(losses).toBe(1);
});

it('2. the answer to every write is lost once', async () => {
  const unanswered = new Set<number>();
  proxy.onWrite = (count) => {
    // The second answer to a write that was sent again is passed on.
    if (unanswered.has(count - 1)) return undefined;
    unanswered.add(count);
    return 'lose';
  };
  await deploy('lost-all');
  expect(unanswered.size).toBeGreaterThan(5);
});

it.each([429, 503, 409])('3. bursts of %d', async (status) => {
  const writes = new Set(['PATCH', 'PUT', 'POST']);
  const refused = Array.from({ length: 6 }, () => status);
  // A conflict is an answer to writes only.
  proxy.refuse(refused, ({ method = '', url = '' }) =>
    status === 409 ? writes.has(method) && !url.includes('dryRun') && !url.includes('reviews') : true,
  );
  await deploy(`burst-${status}`);
});

it('3. the API server is killed while a deploy waits', async () => {
  let killed = false;
  proxy.onWrite = () => {
    if (!killed && proxy.writes.at(-1)?.startsWith('PATCH deployments/')) {
      killed = true;
      void killApiServer();
    }
    return undefined;
  };
  const output = await deploy('restart');
  expect(killed).toBe(true);
  expect(output).toContain('does not answer');
});
