import { describe, expect, test } from 'vitest';
import { readLedger } from '../../src/deploy/books.ts';
import { currentEntry } from '../../src/deploy/ledger.ts';
import { INSTANCE } from '../../src/deploy/objects.ts';
import type { Release } from '../../src/deploy/releases.ts';
import { carryOut, type Order } from '../../src/deploy/run.ts';
import type { Outside } from '../../src/deploy/work.ts';
import { rejectionOf } from '../failure.ts';
import { fakeProcess } from '../fake-process.ts';
import { type FakeCluster, fakeCluster, Killed } from './fake-cluster.ts';
import { environmentOf, releaseOf, targetFor, V1, V2 } from './shop.ts';
import { virtualClock } from './virtual-clock.ts';

interface World extends Outside {
  readonly cluster: FakeCluster;
  readonly lines: string[];
  /** What others were told. */
  readonly told: string[];
}

function worldOf(cluster = fakeCluster(), exitCode = 0): World {
  const lines: string[] = [];
  const told: string[] = [];
  return {
    cluster,
    lines,
    told,
    announce: ({ kind, version, from = '-' }) => {
      told.push(`${kind} ${version} from ${from}`);
      return async ({ outcome }) => void told.push(outcome);
    },
    clock: virtualClock(),
    prober: { get: async () => ({ status: 200, body: JSON.stringify({ instance: `${liveOf('api', cluster)}-0` }) }) },
    process: fakeProcess(() => ({ exitCode })),
    self: { process: undefined, hasEnded: () => false },
    tell: (line) => lines.push(line),
  };
}

const ENVIRONMENT = environmentOf({ entry: { service: 'api', path: '/version' }, check: ['e2e'] });

function orderOf(release: Release, own: Partial<Order> = {}): Order {
  return { kind: 'deploy', environment: ENVIRONMENT, target: targetFor(release, ENVIRONMENT), by: 'kim', ...own };
}

function liveOf(service: string, { objects }: FakeCluster): string | undefined {
  const { selector } = (objects.get(`Service/${service}`)?.['spec'] ?? {}) as { selector?: Record<string, string> };
  return selector?.[INSTANCE];
}

function replicasOf(instance: string, { objects }: FakeCluster): number | undefined {
  return (objects.get(`Deployment/${instance}`)?.['spec'] as { replicas?: number } | undefined)?.replicas;
}

/** What serves: for each service the image that its Service leads to. */
function serving({ objects }: FakeCluster): (string | undefined)[] {
  return ['api', 'web'].map((service) => {
    const deployment = objects.get(`Deployment/${liveOf(service, { objects } as FakeCluster)}`);
    const { replicas, template } = (deployment?.['spec'] ?? {}) as {
      replicas?: number;
      template?: { spec: { containers: { image: string }[] } };
    };
    const image = template?.spec.containers[0]?.image;
    return replicas ? image?.slice(-1) : undefined;
  });
}

async function history(cluster: FakeCluster): Promise<string[]> {
  const entries = await readLedger('shop', cluster);
  return entries.map(({ number, kind, version, from = '-', result }) => `${number} ${kind} ${version} from ${from}: ${result?.outcome}`);
}

async function withV1(): Promise<World> {
  const world = worldOf();
  await carryOut(orderOf(V1), world);
  world.cluster.writes.length = 0;
  world.lines.length = 0;
  return world;
}

test('the first deploy, and again: nothing is left to do', async () => {
  const world = worldOf();
  await carryOut(orderOf(V1), world);
  expect(serving(world.cluster)).toEqual(['1', '1']);
  expect(await history(world.cluster)).toEqual(['1 deploy v1 from -: succeeded']);
  const writes = world.cluster.writes.length;
  await carryOut(orderOf(V1), world);
  expect(world.cluster.writes.length).toBe(writes);
  expect(world.lines.slice(-3)).toEqual(['deploy test: v1 -> v1', '  nothing to do: it runs', expect.stringMatching(/^plan sha256:/)]);
});

test('the live instance is not touched before the switch, and kept after it', async () => {
  const { cluster, ...world } = await withV1();
  const blue = structuredClone(cluster.objects.get('Deployment/api-blue'));
  let untouched = true;
  cluster.onWrite = (write) => {
    const now = cluster.objects.get('Deployment/api-blue');
    if (liveOf('api', cluster) === 'api-blue') untouched &&= JSON.stringify(now?.['spec']) === JSON.stringify(blue?.['spec']);
    expect(write).not.toBe('apply Deployment/api-blue');
  };
  await carryOut(orderOf(V2), { cluster, ...world });
  expect(untouched).toBe(true);
  expect(serving(cluster)).toEqual(['2', '2']);
  expect(replicasOf('api-blue', cluster)).toBe(2);
  expect(cluster.objects.get('Deployment/api-blue')?.metadata.annotations).toHaveProperty(['delivery.kerp.io/retain-until']);
});

test('a rollback goes to what the ledger has', async () => {
  const world = await withV1();
  await carryOut(orderOf(V2), world);
  await carryOut(orderOf(V1, { kind: 'rollback' }), world);
  expect(serving(world.cluster)).toEqual(['1', '1']);
  expect(await history(world.cluster)).toEqual([
    '1 deploy v1 from -: succeeded',
    '2 deploy v2 from v1: succeeded',
    '3 rollback v1 from v2: succeeded',
  ]);
});

const [api2 = '', web2 = ''] = Object.values(V2.images).map(({ repository, digest }) => `${repository}@${digest}`);

test.each<[name: string, image: string, behaviour: 'crash' | 'unready' | 'missing', message: string]>([
  [
    'crashes',
    api2,
    'crash',
    'E_ROLLOUT: api-green does not come up: CrashLoopBackOff: the container ended with exit code 3, also after it was started again',
  ],
  ['is in no registry', api2, 'missing', 'E_ROLLOUT: api-green does not come up: ErrImagePull: code = NotFound desc = not found'],
  ['is never ready', api2, 'unready', 'E_ROLLOUT: api-green does not come up: NotReady: it runs, but was not ready within 31 s'],
  [
    'crashes behind a service that was switched',
    web2,
    'crash',
    'E_ROLLOUT: web does not come up: CrashLoopBackOff: the container ended with exit code 3, also after it was started again',
  ],
])('a version that %s is taken back', async (_name, image, behaviour, message) => {
  const world = await withV1();
  world.cluster.behaviours.set(image, behaviour);
  expect((await rejectionOf(carryOut(orderOf(V2), world))).split('\n')[0]).toBe(message);
  expect(serving(world.cluster)).toEqual(['1', '1']);
  expect(replicasOf('api-green', world.cluster)).toBe(0);
  expect(world.lines).toContain('v1 runs again in test');
  expect(await history(world.cluster)).toEqual(['1 deploy v1 from -: succeeded', '2 deploy v2 from v1: returned']);
  expect(currentEntry(await readLedger('shop', world.cluster))?.version).toBe('v1');
});

test('others are told how it goes, and of nothing where nothing is done', async () => {
  const world = worldOf();
  await carryOut(orderOf(V1), world);
  await carryOut(orderOf(V1), world);
  world.cluster.behaviours.set(api2, 'crash');
  await rejectionOf(carryOut(orderOf(V2), world));
  expect(world.told).toEqual(['deploy v1 from -', 'succeeded', 'deploy v2 from v1', 'returned']);
});

test('the last words of a container are shown', async () => {
  const world = await withV1();
  world.cluster.behaviours.set(api2, 'crash');
  await rejectionOf(carryOut(orderOf(V2), world));
  expect(world.lines).toEqual(expect.arrayContaining(['    last lines of api:', '      panic: no such luck']));
});

test('a check that fails after the switch takes it back, also when the old pods are gone by then', async () => {
  const before = await withV1();
  const world = worldOf(before.cluster, 1);
  world.cluster.onWrite = (write) => {
    const blue = world.cluster.objects.get('Deployment/api-blue');
    if (write === 'patch Service/api' && blue && liveOf('api', world.cluster) === 'api-green') {
      world.cluster.objects.set('Deployment/api-blue', { ...blue, spec: { ...(blue['spec'] as object), replicas: 0 } });
    }
  };
  expect((await rejectionOf(carryOut(orderOf(V2), world))).split('\n')[0]).toBe(
    'E_VERIFY: the check of http://127.0.0.1:30080 failed with exit code 1',
  );
  expect(serving(world.cluster)).toEqual(['1', '1']);
});

test('the first version of all that does not come up leaves nothing running', async () => {
  const world = worldOf();
  world.cluster.behaviours.set(`r.io/shop/api@${V1.images['api']?.digest}`, 'crash');
  await rejectionOf(carryOut(orderOf(V1), world));
  expect(serving(world.cluster)).toEqual([undefined, undefined]);
  expect(world.lines).toContain('there is no version before to go back to in test');
  expect(await history(world.cluster)).toEqual(['1 deploy v1 from -: failed']);
});

/** Every write of a deploy from v1 to v2, as it happens. */
async function writesOf(order: Order): Promise<string[]> {
  const world = await withV1();
  await carryOut(order, world);
  return world.cluster.writes;
}

const writes = await writesOf(orderOf(V2));

describe.each(writes.map((write, index) => ({ write, number: index + 1 })))('killed after write $number, $write', ({ number }) => {
  async function killed(): Promise<World> {
    const world = await withV1();
    world.cluster.dieAfter = number;
    // What is killed while it ends has done its work.
    await carryOut(orderOf(V2), world).catch((error) => expect(error).toBeInstanceOf(Killed));
    expect(world.cluster.writes.length).toBe(number);
    const again = worldOf(revived(world.cluster));
    // Whatever was written, each service has a version that serves.
    expect(serving(again.cluster)).not.toContain(undefined);
    return again;
  }

  test('the same command goes on', async () => {
    const world = await killed();
    await carryOut(orderOf(V2), world);
    expect(serving(world.cluster)).toEqual(['2', '2']);
    expect(currentEntry(await readLedger('shop', world.cluster))?.version).toBe('v2');
    expect((await history(world.cluster)).filter((line) => line.endsWith('undefined'))).toEqual([]);
  });

  test('a rollback goes back', async () => {
    const world = await killed();
    await carryOut(orderOf(V1, { kind: 'rollback' }), world);
    expect(serving(world.cluster)).toEqual(['1', '1']);
    expect(currentEntry(await readLedger('shop', world.cluster))?.version).toBe('v1');
  });
});

test.each(writes.map((write, index) => ({ write, number: index + 1 })))(
  'the answer to write $number, $write, is lost',
  async ({ number }) => {
    const world = await withV1();
    world.cluster.loseAnswerOf = number;
    await carryOut(orderOf(V2), world);
    expect(serving(world.cluster)).toEqual(['2', '2']);
    expect((await history(world.cluster)).at(-1)).toMatch(/^\d+ deploy v2 from v1: succeeded$/);
  },
);

/** The cluster for another process. */
function revived(dead: FakeCluster): FakeCluster {
  const cluster = fakeCluster();
  for (const [key, object] of dead.objects) cluster.objects.set(key, structuredClone(object));
  return cluster;
}

describe('approval', () => {
  const production = { ...ENVIRONMENT, approvals: 1 };
  const order = (own: Partial<Order> = {}) => orderOf(V2, { environment: production, ...own });
  const hashIn = ({ lines }: World) => /plan (sha256:\w+)/.exec(lines.join('\n'))?.[1] ?? '';

  test('without it nothing is written', async () => {
    const world = await withV1();
    const message = await rejectionOf(carryOut(order(), world));
    expect(message).toBe(
      `E_APPROVAL: test takes only plans that were approved (by 1)\n  where  deployments/environments.json\n  fix    when the plan above has been approved: --approve=${hashIn(world)}`,
    );
    expect(world.cluster.writes).toEqual([]);
  });

  test('the plan that was approved is carried out', async () => {
    const world = await withV1();
    await rejectionOf(carryOut(order(), world));
    await carryOut(order({ approved: true, expected: hashIn(world) }), world);
    expect(serving(world.cluster)).toEqual(['2', '2']);
  });

  test('another plan is not', async () => {
    const world = await withV1();
    const message = await rejectionOf(carryOut(order({ approved: true, expected: 'sha256:0' }), world));
    expect(message.split('\n')[0]).toBe('E_PLAN_INVALID: what would be done now is not the plan sha256:0');
    expect(world.cluster.writes).toEqual([]);
  });

  test('a rollback needs none', async () => {
    const world = await withV1();
    await carryOut(orderOf(releaseOf('v0', { api: '0', web: '0' }), { environment: production, kind: 'rollback' }), world);
    expect(serving(world.cluster)).toEqual(['0', '0']);
  });
});
