import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { type ApiProxy, openApiProxy } from '../api-proxy.ts';
import { type Load, type LoadResult, lost, startLoad } from '../load.ts';
import { openShop, type Shop, type ShopOptions } from '../shop.ts';

/** A shop for each test, with version v1 and requests under way, and a proxy to its API server. */
export interface World {
  readonly proxy: ApiProxy;
  open(options?: ShopOptions): Promise<Shop>;
  /** Publishes and deploys a version of both services. */
  deploy(version: string): Promise<void>;
  endLoad(): Promise<LoadResult>;
  /** The version is all that serves, deploying it again changes nothing of that, and no request was lost. */
  expectSettled(version: string): Promise<void>;
}

/** Opens it for the tests of a file, and ends what they leave. */
export function useWorld(): World {
  let shop: Shop | undefined;
  let load: Load | undefined;
  let result: LoadResult | undefined;

  const world = {
    proxy: undefined as unknown as ApiProxy,
    async open(options: ShopOptions = {}) {
      shop = await openShop(inject('cluster'), { replicas: 1, ...options });
      await world.deploy('v1');
      result = undefined;
      load = startLoad(shop.url);
      return shop;
    },
    async deploy(version: string) {
      await shop?.publish(version, { api: 'well', web: 'well' });
      const { output, exitCode } = (await shop?.run('deploy', { version })) ?? {};
      expect(exitCode, output).toBe(0);
      expect(await shop?.serving()).toEqual({ api: [version], web: [version] });
    },
    async endLoad() {
      result ??= (await load?.stop()) ?? { kept: { sent: 0, failures: [] }, fresh: { sent: 0, failures: [] }, versions: [] };
      return result;
    },
    async expectSettled(version: string) {
      await world.deploy(version);
      expect(lost(await world.endLoad())).toEqual([]);
    },
  };

  beforeAll(async () => {
    world.proxy = await openApiProxy(inject('cluster'));
  });
  afterEach(async ({ task }) => {
    world.proxy.reset();
    task.meta.requests = await world.endLoad();
    await shop?.remove();
  });
  afterAll(() => world.proxy.close());
  return world;
}
