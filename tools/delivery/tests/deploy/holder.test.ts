import { expect, test } from 'vitest';
import { acquire, type Claim, guarded, guardedApply, type Holder } from '../../src/deploy/holder.ts';
import { deploymentOf } from '../../src/deploy/instances.ts';
import { EPOCH, type KubernetesObject } from '../../src/deploy/objects.ts';
import { switchService } from '../../src/deploy/switch.ts';
import type { ServiceTarget } from '../../src/deploy/target.ts';
import type { Work } from '../../src/deploy/work.ts';
import { rejectionOf } from '../failure.ts';
import { fakeProcess } from '../fake-process.ts';
import { type FakeCluster, fakeCluster } from './fake-cluster.ts';
import { environmentOf, targetFor, V1 } from './shop.ts';
import { virtualClock } from './virtual-clock.ts';

const claim = (holder: string, own: Partial<Claim> = {}): Claim => ({ namespace: 'shop', holder, floor: 0, hasEnded: () => false, ...own });

function world(cluster = fakeCluster()) {
  const lines: string[] = [];
  return { cluster, clock: virtualClock(), tell: (line: string) => void lines.push(line), lines };
}

/** Time of a process that is stopped: it renews nothing. */
const unrenewed = () => ({ ...virtualClock(), every: () => () => undefined });

const leaseIn = ({ objects }: FakeCluster) =>
  objects.get('Lease/delivery')?.['spec'] as { holderIdentity: string; leaseTransitions: number };
const service = (own: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'api', namespace: 'shop' },
  spec: { ports: [] },
  ...own,
});

test('each run has a greater number than the one before', async () => {
  const { cluster, ...rest } = world();
  const first = await acquire(claim('kim'), { cluster, ...rest });
  await first.release();
  const second = await acquire(claim('lee'), { cluster, ...rest });
  expect([first.number, second.number, leaseIn(cluster).holderIdentity]).toEqual([1, 2, 'lee']);
});

test('also when somebody has deleted the Lease', async () => {
  expect((await acquire(claim('kim', { floor: 7 }), world())).number).toBe(8);
});

test('one run waits for another to end', async () => {
  const ports = world();
  const first = await acquire(claim('kim'), ports);
  const second = acquire(claim('lee'), ports);
  await ports.clock.sleep(5);
  expect(leaseIn(ports.cluster).holderIdentity).toBe('kim');
  await first.release();
  expect((await second).number).toBe(2);
  expect(ports.lines).toEqual(['waiting for kim, who works on this environment']);
});

test('not for ever', async () => {
  const ports = world();
  await acquire(claim('kim'), ports);
  expect(await rejectionOf(acquire(claim('lee'), ports))).toBe(
    'E_LOCKED: kim has worked on this environment since 2026-01-01T00:00:00.000000Z\n' +
      '  where  Lease/delivery in shop\n  fix    wait until it has ended, then run the same command again',
  );
});

test('a run that was killed is waited for until its Lease expires', async () => {
  const cluster = fakeCluster();
  await acquire(claim('kim'), { ...world(cluster), clock: unrenewed() });
  const { clock, tell } = world(cluster);
  const { number } = await acquire(claim('lee'), { cluster, clock, tell });
  expect([number, Math.round(clock.seconds())]).toEqual([2, 15]);
});

test('one that was killed on this machine is not', async () => {
  const cluster = fakeCluster();
  await acquire(claim('kim', { process: 'here 1 1' }), world(cluster));
  const { clock, tell } = world(cluster);
  await acquire(claim('lee', { process: 'here 2 2', hasEnded: (other) => other === 'here 1 1' }), { cluster, clock, tell });
  expect(clock.seconds()).toBe(0);
});

/** A holder that was paused until another has taken over. */
async function paused(): Promise<{ cluster: FakeCluster; old: Holder; now: Holder }> {
  const cluster = fakeCluster();
  const old = await acquire(claim('kim'), { ...world(cluster), clock: { ...unrenewed(), seconds: () => 0 } });
  const now = await acquire(claim('lee'), world(cluster));
  return { cluster, old, now };
}

test('a paused holder writes nothing that another has written', async () => {
  const { cluster, old, now } = await paused();
  await guardedApply(service(), { cluster, holder: now });
  const message = 'E_LOCK_LOST: run 2 has written Service/api, and this is run 1';
  expect((await rejectionOf(guardedApply(service(), { cluster, holder: old }))).split('\n')[0]).toBe(message);
  expect((await rejectionOf(guarded(service(), { cluster, holder: old }, () => ({ spec: { replicas: 0 } })))).split('\n')[0]).toBe(message);
});

test('a paused holder does not switch', async () => {
  const { cluster, old, now } = await paused();
  const environment = environmentOf();
  const work: Work = {
    cluster,
    holder: old,
    environment,
    target: targetFor(V1, environment),
    secrets: [],
    clock: virtualClock(),
    prober: { get: async () => undefined },
    process: fakeProcess(),
    self: { process: undefined, hasEnded: () => false },
    announce: () => async () => undefined,
    tell: () => undefined,
  };
  const [api] = work.target.services;
  await cluster.apply(deploymentOf(api as ServiceTarget, 'api-blue'));
  await guardedApply(service(), { cluster, holder: now });
  const step = { do: 'switch', service: 'api', instance: 'api-blue', from: null } as const;
  expect(await rejectionOf(switchService(step, work))).toBe(
    'E_SWITCHED: somebody else has moved Service/api while api-blue was worked on: it selects nothing\n' +
      '  where  Service/api, written last by run 2\n  fix    see what the other run did (history), then run the same command again',
  );
  await guardedApply(service(), { cluster, holder: now });
  await switchService(step, { ...work, holder: now });
  expect(cluster.objects.get('Service/api')?.['spec']).toHaveProperty(['selector', 'app.kubernetes.io/instance'], 'api-blue');
});

test('who does not renew for too long writes no more', async () => {
  const clock = virtualClock();
  const cluster = fakeCluster();
  const holder = await acquire(claim('kim'), { ...world(cluster), clock: { ...clock, every: () => () => undefined } });
  holder.assertHeld();
  await clock.sleep(15);
  expect((await rejectionOf(guardedApply(service(), { cluster, holder }))).split('\n')[0]).toBe(
    'E_LOCK_LOST: the lease was not renewed for 15 s',
  );
});

test('a write that somebody was faster than is decided again', async () => {
  const { cluster, now: holder } = await paused();
  await guardedApply(service(), { cluster, holder });
  let reads = 0;
  await guarded(service(), { cluster, holder }, (present) => {
    if (reads++ === 0) cluster.objects.set('Service/api', { ...present, metadata: { ...present.metadata, resourceVersion: 'newer' } });
    return { spec: { reads } };
  });
  expect(cluster.objects.get('Service/api')).toMatchObject({ spec: { reads: 2 }, metadata: { annotations: { [EPOCH]: '2' } } });
});
