import { beforeAll, expect, it } from 'vitest';
import { useWorld } from './world.ts';

const world = useWorld('file');
/** What a deploy of both services writes, as it happens: each of it is where a run can be killed. */
let writes: readonly string[];

beforeAll(async () => {
  await world.open();
  await world.deploy('v2', world.proxy.kubeconfig);
  writes = [...world.proxy.writes];
});

async function succeeds(executor: string, version: string): Promise<void> {
  const { output, exitCode } = await world.shop.run(executor, { version }, world.proxy.kubeconfig);
  expect(exitCode, output).toBe(0);
  expect(await world.shop.serving(), output).toEqual({ api: [version], web: [version] });
}

/** Starts a deploy and kills it when it has written `count` times. */
async function killAfter(count: number, version: string): Promise<void> {
  await world.shop.publish(version, { api: 'well', web: 'well' });
  world.proxy.reset();
  const run = world.shop.run('deploy', { version }, world.proxy.kubeconfig);
  world.proxy.onWrite = (now) => {
    if (now < count) return undefined;
    run.kill('SIGKILL');
    return 'cut';
  };
  await run;
  expect(world.proxy.writes.length).toBe(count);
  world.proxy.reset();
}

/** Each service has ready endpoints of one version; a rolling one may be under way, and then gets there by itself. */
async function expectOneVersion(): Promise<void> {
  await expect
    .poll(async () => Object.values(await world.shop.serving()).map((versions) => versions.length), { timeout: 30_000 })
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
      console.log(`${count}  ${writes[count - 1]}  ${(await world.shop.history()).slice(-2).join(', ')}`);
      // Later runs start from the same version.
      await world.deploy('v2');
      running = 'v2';
    }
  },
  1_200_000,
);
