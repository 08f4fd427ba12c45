import { DeliveryError } from '../errors.ts';
import type { Clock, Cluster, ObjectRef } from '../ports.ts';
import { type Claimant, heldLease, isFree, LEASE_NAME, LEASE_SECONDS, type Lease, microTime, RENEW_SECONDS } from './lease.ts';
import { EPOCH, type KubernetesObject, PROCESS } from './objects.ts';
import { isRefusal } from './refusal.ts';

/** How long one run waits for another to end. */
const WAIT_SECONDS = 60;
const POLL_SECONDS = 1;

/**
 * One run at a time works on an environment. Who does is said by a Lease; what an old holder writes that was paused for too long
 * is refused by the fence: each object carries the number of the run that wrote it last, and a smaller one may not write.
 */
export interface Holder {
  /** Number of this run: greater than that of each before it. */
  readonly number: number;
  /** @throws E_LOCK_LOST when the Lease may be somebody else's by now. */
  assertHeld(): void;
  release(): Promise<void>;
}

interface Ports {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly tell: (line: string) => void;
}

export interface Claim extends Claimant {
  readonly namespace: string;
  /** Greatest number that is known from elsewhere, as somebody may have deleted the Lease. */
  readonly floor: number;
  /** Whether a process was on this machine and has ended. */
  readonly hasEnded: (process: string) => boolean;
}

/**
 * Takes the Lease, waiting for a run that ends or does not renew any more. Whether it renews is watched here, so clocks need
 * not agree.
 * @throws E_LOCKED when another run works for longer than that.
 */
export async function acquire(claim: Claim, { cluster, clock, tell }: Ports): Promise<Holder> {
  const { namespace, holder, process, floor } = claim;
  const ref = leaseRef(namespace);
  const started = clock.seconds();
  let told: string | undefined;
  let watched: { renewTime: string | undefined; since: number } | undefined;
  for (;;) {
    const lease = (await cluster.get(ref)) as Lease | undefined;
    if (watched === undefined || watched.renewTime !== lease?.spec?.renewTime) {
      watched = { renewTime: lease?.spec?.renewTime, since: clock.seconds() };
    }
    const expired = clock.seconds() - watched.since >= (lease?.spec?.leaseDurationSeconds ?? LEASE_SECONDS);
    if (isFree(lease) || expired || isOver(lease, claim)) {
      const number = Math.max(lease?.spec?.leaseTransitions ?? 0, floor) + 1;
      const taken = await write(heldLease(namespace, { holder, process }, number, clock.now(), lease), lease === undefined, cluster);
      if (taken !== undefined) return hold(taken, number, { cluster, clock, tell });
    } else {
      const other = lease?.spec?.holderIdentity ?? undefined;
      if (other !== told) tell(`waiting for ${other}, who works on this environment`);
      told = other;
      if (clock.seconds() - started >= WAIT_SECONDS) throw locked(lease);
      await clock.sleep(POLL_SECONDS);
    }
  }
}

/** Also our own that we do not know of, because the answer was lost; and that of a process on this machine that has ended. */
function isOver(lease: Lease | undefined, { process, hasEnded }: Claim): boolean {
  const other = lease?.metadata.annotations?.[PROCESS];
  return other !== undefined && (other === process || hasEnded(other));
}

/** @returns undefined when somebody else was faster. */
async function write(lease: Lease, isNew: boolean, cluster: Cluster): Promise<Lease | undefined> {
  try {
    return (await (isNew ? cluster.create(lease) : cluster.replace(lease))) as Lease;
  } catch (error) {
    if (isRefusal(error, 409, 404)) return undefined;
    throw error;
  }
}

/** Renews in the background for as long as it is held. */
function hold(first: Lease, number: number, { cluster, clock, tell }: Ports): Holder {
  let lease = first;
  let renewed = clock.seconds();
  let lost: string | undefined;
  let renewing: Promise<void> = Promise.resolve();

  async function renew(): Promise<void> {
    const asked = clock.seconds();
    try {
      lease = (await cluster.replace({ ...lease, spec: { ...lease.spec, renewTime: microTime(clock.now()) } })) as Lease;
      renewed = asked;
    } catch (error) {
      const now = isRefusal(error, 409, 404) ? ((await cluster.get(leaseRef(first.metadata.namespace))) as Lease | undefined) : undefined;
      // A renewal whose answer was lost has changed the Lease, and it is still ours.
      if (now?.spec?.leaseTransitions === number && !isFree(now)) lease = now;
      else if (isRefusal(error, 409, 404)) lost = now?.spec?.holderIdentity ?? 'somebody';
      else tell(`the lease could not be renewed: ${(error as Error).message}`);
    }
  }

  const stop = clock.every(RENEW_SECONDS, () => {
    if (lost === undefined) renewing = renewing.then(renew);
  });

  return {
    number,
    assertHeld() {
      if (lost === undefined && clock.seconds() - renewed < LEASE_SECONDS) return;
      throw lockLost(lost === undefined ? `the lease was not renewed for ${LEASE_SECONDS} s` : `the lease is ${lost}'s now`);
    },
    async release() {
      stop();
      await renewing;
      if (lost !== undefined) return;
      const { leaseTransitions } = lease.spec ?? {};
      await write(
        { ...lease, spec: { holderIdentity: '', leaseDurationSeconds: 1, ...(leaseTransitions ? { leaseTransitions } : {}) } },
        false,
        cluster,
      );
    },
  };
}

/**
 * Changes an object unless a later run has written it. The state that it was decided on must still be the present one;
 * otherwise it is read and decided again.
 * @param change gets the present state; undefined means that nothing is to be done.
 * @throws E_LOCK_LOST
 */
export async function guarded(
  ref: ObjectRef,
  { cluster, holder }: { readonly cluster: Cluster; readonly holder: Holder },
  change: (present: KubernetesObject) => object | undefined,
): Promise<void> {
  for (;;) {
    const present = await cluster.get(ref);
    if (present === undefined) return;
    refuseNewer(present, holder);
    const changes = change(present) as { metadata?: { annotations?: object } } | undefined;
    if (changes === undefined) return;
    const annotations = { ...changes.metadata?.annotations, [EPOCH]: String(holder.number) };
    const metadata = { ...changes.metadata, resourceVersion: present.metadata.resourceVersion, annotations };
    holder.assertHeld();
    try {
      await cluster.merge(ref, { ...changes, metadata });
      return;
    } catch (error) {
      if (!isRefusal(error, 409)) throw error;
    }
  }
}

/** Applies an object unless a later run has written it. @throws E_LOCK_LOST */
export async function guardedApply(
  object: KubernetesObject,
  { cluster, holder }: { readonly cluster: Cluster; readonly holder: Holder },
): Promise<KubernetesObject> {
  for (;;) {
    const present = await cluster.get(object);
    if (present !== undefined) refuseNewer(present, holder);
    const { resourceVersion } = present?.metadata ?? {};
    const annotations = { ...object.metadata.annotations, [EPOCH]: String(holder.number) };
    const metadata = { ...object.metadata, annotations, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
    holder.assertHeld();
    try {
      return await cluster.apply({ ...object, metadata });
    } catch (error) {
      if (!isRefusal(error, 409)) throw error;
    }
  }
}

export function epochOf({ metadata }: KubernetesObject): number {
  return Number(metadata.annotations?.[EPOCH] ?? 0);
}

function refuseNewer(present: KubernetesObject, { number }: Holder): void {
  if (epochOf(present) > number)
    throw lockLost(`run ${epochOf(present)} has written ${present.kind}/${present.metadata.name}, and this is run ${number}`);
}

export function leaseRef(namespace: string | undefined): ObjectRef {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: LEASE_NAME, ...(namespace === undefined ? {} : { namespace }) },
  };
}

function locked(lease: Lease | undefined): DeliveryError {
  return new DeliveryError('E_LOCKED', {
    what: `${lease?.spec?.holderIdentity} has worked on this environment since ${lease?.spec?.acquireTime}`,
    where: `Lease/${LEASE_NAME} in ${lease?.metadata.namespace}`,
    fix: 'wait until it has ended, then run the same command again',
  });
}

function lockLost(what: string): DeliveryError {
  return new DeliveryError('E_LOCK_LOST', {
    what,
    fix: 'nothing more was written; see what the other run did (history), then run the same command again',
  });
}
