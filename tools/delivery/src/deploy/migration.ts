import { DeliveryError } from '../errors.ts';
import { diagnose } from './diagnosis.ts';
import type { Workload } from './objects.ts';
import { type Condition, type Failure, isGone, type Pod, podFailure, podState } from './pods.ts';
import { isRefusal } from './refusal.ts';
import { Memory, poll } from './watch.ts';
import type { Work } from './work.ts';

const DEADLINE_SECONDS = 3600;
const POLL_SECONDS = 0.3;

interface Job extends Workload {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** Runs the Job unless it has succeeded. One that has failed is made anew: migrations can be run again. @throws E_ROLLOUT */
export async function migrate(job: Workload, work: Work): Promise<void> {
  const { cluster, holder } = work;
  const present = (await cluster.get(job)) as Job | undefined;
  if (present !== undefined && has(present, 'Failed')) await removed(job, work);
  if (present === undefined || has(present, 'Failed')) {
    holder.assertHeld();
    await create(job, work);
  }
  const memory = new Memory(work.clock.seconds);
  const told = new Set<string>();
  await poll(`Job/${job.metadata.name}`, work, async () => {
    const [now, pods] = (await Promise.all([
      cluster.get(job),
      cluster.list({ apiVersion: 'v1', kind: 'Pod' }, work.target.namespace, { 'batch.kubernetes.io/job-name': job.metadata.name }),
    ])) as [Job | undefined, Pod[]];
    const line =
      pods
        .filter((pod) => !isGone(pod))
        .map(podState)
        .join(', ') || 'no pods yet';
    if (now && has(now, 'Complete')) return { state: 'ready', line: 'done', deadline: DEADLINE_SECONDS };
    const failure = jobFailure(now, pods) ?? pods.map((pod) => podFailure(pod, memory.since)).find((one) => one !== undefined);
    memory.endRound();
    if (failure) return { state: 'failed', line, failure, deadline: DEADLINE_SECONDS };
    await tellCrashes(pods, told, work);
    return { state: 'waiting', line, deadline: DEADLINE_SECONDS, pods };
  });
}

/** A Job starts another pod after one that has failed, and waits longer each time: why it failed is said at once. @param told pods that were. */
async function tellCrashes(pods: readonly Pod[], told: Set<string>, work: Work): Promise<void> {
  const { target, tell } = work;
  for (const pod of pods.filter(({ status, metadata }) => status?.phase === 'Failed' && !told.has(metadata.name))) {
    told.add(pod.metadata.name);
    const failure = crashOf(pod);
    tell(`    Pod/${pod.metadata.name}: ${failure.message}; the Job tries again`);
    for (const line of await diagnose(failure, pod.metadata.name, target.namespace, work)) tell(`    ${line}`);
  }
}

/** After a lost answer it is there already; its name says that it is the same. */
async function create(job: Workload, { cluster }: Work): Promise<void> {
  try {
    await cluster.create(job);
  } catch (error) {
    if (!isRefusal(error, 409)) throw error;
  }
}

async function removed(job: Workload, { cluster, clock, holder }: Work): Promise<void> {
  await cluster.delete(job);
  while ((await cluster.get(job)) !== undefined) {
    holder.assertHeld();
    await clock.sleep(POLL_SECONDS);
  }
}

function has({ status }: Job, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
}

function jobFailure(job: Job | undefined, pods: readonly Pod[]): Failure | undefined {
  const condition = job?.status?.conditions?.find(({ type, status }) => type === 'Failed' && status === 'True');
  if (condition === undefined) return undefined;
  const failed = pods.findLast(({ status }) => status?.phase === 'Failed');
  const { reason = 'Failed', message = '' } = condition;
  return { message, ...(failed ? crashOf(failed) : {}), reason };
}

function crashOf({ metadata, status }: Pod): Failure {
  const container = status?.containerStatuses?.[0];
  const exitCode = container?.state?.terminated?.exitCode;
  return {
    reason: 'Failed',
    message: exitCode === undefined ? (status?.reason ?? 'it failed') : `the container ended with exit code ${exitCode}`,
    pod: metadata.name,
    ...(container ? { container: container.name } : {}),
  };
}

/** @throws E_OPTION_INVALID for a target without a database. */
export function migrationOf({ target }: Pick<Work, 'target'>): Workload {
  if (target.migration !== undefined) return target.migration;
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `the release ${target.release.version} has nothing that brings a database up to date`,
    fix: 'name a release with the image of the migration (deployments/environments.json, /migration)',
  });
}
