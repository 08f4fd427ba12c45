import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { type ApiProxy, openApiProxy } from '../api-proxy.ts';
import { type ComparedLoad, type Comparison, lost, startComparedLoad } from '../comparison.ts';
import { openShop, type Shop, type ShopOptions } from '../shop.ts';

/** A shop that runs v1 with requests under way, and a proxy to its API server. */
export interface World {
  readonly proxy: ApiProxy;
  readonly shop: Shop;
  /** @param registry by which the node reaches the images, if not directly. */
  open(options?: ShopOptions, registry?: string): Promise<Shop>;
  /** Publishes and deploys a version of all services, and expects it to serve. @returns what was said. */
  deploy(version: string, kubeconfig?: string): Promise<string>;
  /** What became of the requests since that was last asked. */
  requests(): Comparison;
}

/**
 * Opens what the tests of a file need, and ends what they leave. After each no request may be lost, unless it has an outage.
 * @param lasts whether each test opens a shop of its own, or one is opened before all.
 */
export function useWorld(lasts: 'test' | 'file' = 'test'): World {
  let shop: Shop | undefined;
  let load: ComparedLoad | undefined;

  const world = {
    proxy: undefined as unknown as ApiProxy,
    get shop(): Shop {
      if (shop === undefined) throw new Error('no shop was opened');
      return shop;
    },
    async open(options: ShopOptions = {}, registry = inject('cluster').registry) {
      shop = await openShop({ ...inject('cluster'), registry }, { replicas: 1, ...options });
      await world.deploy('v1');
      load = startComparedLoad(shop.url, inject('still'));
      return shop;
    },
    async deploy(version: string, kubeconfig?: string) {
      const { services } = world.shop;
      await world.shop.publish(version, Object.fromEntries(services.map((service) => [service, 'well'])));
      const { output, exitCode } = await world.shop.run('deploy', { version }, kubeconfig);
      expect(exitCode, output).toBe(0);
      expect(await world.shop.serving(), output).toEqual(Object.fromEntries(services.map((service) => [service, [version]])));
      return output ?? '';
    },
    requests() {
      if (load === undefined) throw new Error('no shop was opened');
      return load.take();
    },
  };

  async function end(): Promise<void> {
    await load?.stop();
    await shop?.remove();
    load = shop = undefined;
  }

  beforeAll(async () => {
    world.proxy = await openApiProxy(inject('cluster'));
  });
  afterEach(async ({ task }) => {
    world.proxy.reset();
    const requests = world.requests();
    task.meta.requests ??= requests;
    if (lasts === 'test') await end();
    if (!task.meta.outage) expect(lost(requests)).toEqual([]);
  });
  afterAll(async () => {
    await end();
    await world.proxy.close();
  });
  return world;
}
