import { DeliveryError, type ErrorCode, formatError } from '../errors.ts';
import { prune, readLedger, writeResult, writeStart } from './books.ts';
import type { ClusterFacts } from './facts.ts';
import { acquire, guarded, type Holder } from './holder.ts';
import { currentEntry, databaseSchema, type Entry, interruptedEntry, type Result } from './ledger.ts';
import { ENVIRONMENT, EPOCH, type KubernetesObject, withLabels } from './objects.ts';
import { namespaceIsThere, observe, tryTarget } from './observe.ts';
import { perform } from './perform.ts';
import { type Plan, type PlanKind, planOf } from './plan.ts';
import { formatPlan } from './plan-text.ts';
import type { Environment } from './settings.ts';
import { describeStep, type Step } from './steps.ts';
import { serviceRef } from './switch.ts';
import type { Target } from './target.ts';
import type { Outside, Work } from './work.ts';

/** What is to be done, and by whom. */
export interface Order {
  readonly kind: Exclude<PlanKind, 'return'>;
  readonly environment: Environment;
  readonly target: Target;
  /** Secrets of the manifests; without any those in the cluster are left alone. */
  readonly secrets?: readonly KubernetesObject[];
  readonly by: string;
  readonly link?: string | undefined;
  /** Hash of the plan that is to be carried out: that one, or none. */
  readonly expected?: string | undefined;
  /** Whether people have approved it. */
  readonly approved?: boolean;
}

export interface Plans {
  readonly plan: Plan;
  readonly entries: readonly Entry[];
}

/** Looks and decides, and writes nothing. */
export async function plan({ kind, environment, target, secrets }: Omit<Order, 'by'>, outside: Outside): Promise<Plans> {
  const [facts, entries] = await Promise.all([observe(target, outside, secrets), readLedger(target.namespace, outside.cluster)]);
  return { plan: decide(kind, environment, target, facts, entries), entries };
}

function decide(kind: PlanKind, environment: Environment, target: Target, facts: ClusterFacts, entries: readonly Entry[]): Plan {
  return planOf(target, facts, { kind, ...environment, from: currentEntry(entries)?.version, database: databaseSchema(entries) });
}

/**
 * Carries out an order: takes the Lease, looks again, writes to the ledger what it is about to do, does it, and writes what
 * became of it. What fails is taken back, as long as there is something to go back to.
 * @throws the failure, after the environment has been returned.
 */
export async function carryOut(order: Order, outside: Outside): Promise<void> {
  const { environment, target } = order;
  const { cluster, tell } = outside;
  const first = await plan(order, outside);
  for (const line of formatPlan(first.plan)) tell(line);
  refuseUnapproved(order, first.plan, first.entries);
  if (isDone(first, target)) return;

  const isNew = await ensureNamespace(order, outside);
  const floor = Math.max(0, ...first.entries.map(({ number }) => number));
  const holder = await acquire({ namespace: target.namespace, holder: order.by, ...outside.self, floor }, outside);
  try {
    const work: Work = { ...outside, environment, target, secrets: order.secrets ?? [], holder };
    await raiseFence(work);
    const { plan: now, entries } = await plan(order, outside);
    if (now.hash !== first.plan.hash && !isNew) {
      refuseUnapproved(order, now, entries);
      tell('another run has changed something meanwhile; the plan is now');
      for (const line of formatPlan(now)) tell(line);
    }
    await closeInterrupted(entries, outside);
    const entry = entryOf(order, now, holder, outside);
    await writeStart(entry, cluster);
    await carryOutPlan(now, entry, entries, work);
    await prune(target.namespace, [...entries, entry], cluster);
  } finally {
    await releaseQuietly(holder, outside);
  }
}

/** The failure of the run itself is the one to show. */
async function releaseQuietly(holder: Holder, { tell }: Outside): Promise<void> {
  try {
    await holder.release();
  } catch (error) {
    tell(`the lease was not released, and expires by itself: ${(error as Error).message}`);
  }
}

/** A run that was killed after its last step has not written its result. */
function isDone({ plan: { steps, kind }, entries }: Plans, { release }: Target): boolean {
  if (steps.length > 0 || interruptedEntry(entries) !== undefined) return false;
  return kind === 'retire' || currentEntry(entries)?.version === release.version;
}

/** A plan that was named is carried out as it is, or not at all; only its own interrupted run may go on with what is left. */
function refuseUnapproved({ expected, approved, environment, kind }: Order, { hash, steps }: Plan, entries: readonly Entry[]): void {
  const resumes = interruptedEntry(entries)?.plan === expected;
  if (expected !== undefined && expected !== hash && !resumes) {
    throw new DeliveryError('E_PLAN_INVALID', {
      what: `what would be done now is not the plan ${expected}`,
      where: environment.name,
      fix: `look at the plan above, and approve it: --approve=${hash}`,
    });
  }
  // Whoever goes back to a version that was approved before needs nobody.
  if (approved || environment.approvals === 0 || kind === 'rollback' || kind === 'retire' || steps.length === 0) return;
  throw new DeliveryError('E_APPROVAL', {
    what: `${environment.name} takes only plans that were approved (by ${environment.approvals})`,
    where: 'deployments/environments.json',
    fix: `when the plan above has been approved: --approve=${hash}`,
  });
}

/** The Lease and the ledger live in the namespace. Of a target that is refused nothing stays. @returns whether it was made. */
async function ensureNamespace({ target, secrets }: Order, { cluster, tell }: Outside): Promise<boolean> {
  const [object] = target.shared;
  if (object === undefined || (await namespaceIsThere(target, cluster))) return false;
  tell(`  create the namespace ${target.namespace}`);
  await cluster.apply(withLabels(object, { [ENVIRONMENT]: target.environment }));
  try {
    await tryTarget(target, cluster, secrets);
  } catch (error) {
    await cluster.delete(object);
    throw error;
  }
  return true;
}

/** From here on nothing that an earlier run still writes is accepted. */
async function raiseFence(work: Work): Promise<void> {
  await Promise.all(
    work.target.services
      .filter(({ service }) => service !== undefined)
      .map(({ name }) =>
        guarded(serviceRef(name, work), work, () => ({ metadata: { annotations: { [EPOCH]: String(work.holder.number) } } })),
      ),
  );
}

async function closeInterrupted(entries: readonly Entry[], { cluster, clock }: Outside): Promise<void> {
  for (const entry of entries.filter(({ result }) => result === undefined)) {
    await writeResult(entry, { outcome: 'interrupted', finishedAt: clock.now().toISOString(), cause: 'it was killed' }, cluster);
  }
}

function entryOf({ kind, target, by, link }: Order, { hash, from }: Plan, holder: Holder, { clock }: Outside): Entry {
  return {
    format: 1,
    number: holder.number,
    kind,
    version: target.release.version,
    ...(from === undefined ? {} : { from }),
    plan: hash,
    by,
    ...(link === undefined ? {} : { link }),
    startedAt: clock.now().toISOString(),
    target,
  };
}

/** After these nothing is taken back: it is another run's turn, or nothing can be written. */
const HANDS_OFF: ReadonlySet<ErrorCode> = new Set(['E_LOCK_LOST', 'E_SWITCHED', 'E_CLUSTER', 'E_CLUSTER_FORBIDDEN', 'E_INTERRUPTED']);

async function carryOutPlan({ steps }: Plan, entry: Entry, entries: readonly Entry[], work: Work): Promise<void> {
  const announceEnd = work.announce(entry, work.environment, currentEntry(entries));
  const resultOf = (outcome: Result['outcome'], error?: Error): Result => ({
    outcome,
    finishedAt: work.clock.now().toISOString(),
    ...(error ? { cause: error.message } : {}),
  });
  const finish = async (outcome: Result['outcome'], error?: Error) => {
    const result = resultOf(outcome, error);
    try {
      await writeResult(entry, result, work.cluster);
    } finally {
      await announceEnd(result);
    }
  };
  try {
    await performAll(steps, work);
  } catch (error) {
    if (error instanceof DeliveryError && HANDS_OFF.has(error.code)) {
      await announceEnd(resultOf('interrupted', error));
      throw error;
    }
    if (entry.kind === 'migrate' || entry.kind === 'retire') {
      await finish('failed', error as Error);
      throw error;
    }
    const outcome = await takeBack(entries, error as Error, work);
    await finish(outcome, error as Error);
    throw error;
  }
  await finish('succeeded');
}

async function performAll(steps: readonly Step[], work: Work): Promise<void> {
  for (const [index, step] of steps.entries()) {
    work.holder.assertHeld();
    work.tell(`  ${index + 1}/${steps.length}  ${describeStep(step)}`);
    await perform(step, work);
  }
}

/** Goes back to the version before, by a plan like any other. @returns what is left. */
async function takeBack(entries: readonly Entry[], failure: Error, work: Work): Promise<Result['outcome']> {
  const { tell, environment, target } = work;
  tell(failure instanceof DeliveryError ? formatError(failure) : String(failure));
  const before = currentEntry(entries)?.target ?? { ...target, services: [], shared: [] };
  try {
    const facts = await observe(before, work);
    const back = decide('return', environment, before, facts, entries);
    if (before.services.length === 0) return await stopCandidates(target, work);
    for (const line of formatPlan(back)) tell(line);
    await performAll(back.steps, { ...work, target: before });
    tell(`${before.release.version} runs again in ${environment.name}`);
    return 'returned';
  } catch (error) {
    tell(`and going back failed: ${error instanceof DeliveryError ? formatError(error) : error}`);
    return 'failed';
  }
}

/** There is no version to go back to: what was brought up is stopped where it serves nobody. */
async function stopCandidates(target: Target, work: Work): Promise<Result['outcome']> {
  const facts = await observe(target, work);
  const steps = Object.entries(facts.instances)
    .filter(
      ([instance, { service, replicas }]) => replicas > 0 && facts.services[service]?.selector?.['app.kubernetes.io/instance'] !== instance,
    )
    .map(([instance, { service }]) => ({ do: 'park', service, instance }) as const);
  work.tell(`there is no version before to go back to in ${work.environment.name}`);
  await performAll(steps, work);
  return 'failed';
}
