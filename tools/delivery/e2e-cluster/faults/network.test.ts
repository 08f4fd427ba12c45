import { beforeAll, expect, it } from 'vitest';
import { killApiServer } from '../cluster.ts';
import { useWorld } from './world.ts';

const world = useWorld('file');
beforeAll(async () => {
  await world.open();
});

/** @returns what it said. */
async function deploy(version: string): Promise<string> {
  const output = await world.deploy(version, world.proxy.kubeconfig);
  expect((await world.shop.history()).at(-1)).toBe(`deploy ${version} succeeded`);
  const again = await world.shop.run('deploy', { version });
  expect(again.output).toContain('nothing to do: it runs');
  return output;
}

const isSwitch = (write: string | undefined) => write === 'PATCH services/web';

it('2. the answer to the switch is lost', async () => {
  let losses = 0;
  // The first write of this kind raises the fence, the second is the switch.
  world.proxy.onWrite = () => {
    if (!isSwitch(world.proxy.writes.at(-1)) || world.proxy.writes.filter(isSwitch).length !== 2) return undefined;
    losses++;
    return 'lose';
  };
  await deploy('lost-switch');
  expect(losses).toBe(1);
});

it('2. the answer to every write is lost once', async () => {
  const unanswered = new Set<number>();
  world.proxy.onWrite = (count) => {
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
  world.proxy.refuse(refused, ({ method = '', url = '' }) =>
    status === 409 ? writes.has(method) && !url.includes('dryRun') && !url.includes('reviews') : true,
  );
  await deploy(`burst-${status}`);
});

it('3. the API server is killed while a deploy waits', async () => {
  let killed = false;
  world.proxy.onWrite = () => {
    if (!killed && world.proxy.writes.at(-1)?.startsWith('PATCH deployments/')) {
      killed = true;
      void killApiServer();
    }
    return undefined;
  };
  const output = await deploy('restart');
  expect(killed).toBe(true);
  expect(output).toContain('does not answer');
});
