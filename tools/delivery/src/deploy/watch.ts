import { DeliveryError } from '../errors.ts';
import { diagnose } from './diagnosis.ts';
import { INSTANCE, type KubernetesObject, type Labels, type Workload } from './objects.ts';
import { DEPLOYMENT, isReadyWorkload } from './observe.ts';
import { type Failure, type Pod, podFailure, podState, type Since } from './pods.ts';
import { type Assessment, assess, currentPods, type DeploymentState, type Rollout } from './rollout.ts';
import type { Work } from './work.ts';

const POLL_SECONDS = 0.3;
/** For a Deployment that does not say how long its rollout may take: Kubernetes' default. */
const DEADLINE_SECONDS = 600;

/** Remembers since when something has been so. What is not asked for in a round is forgotten. */
export class Memory {
  readonly #now: () => number;
  #seen = new Map<string, number>();
  #asked = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly since: Since = (what) => {
    const first = this.#seen.get(what) ?? this.#now();
    this.#asked.set(what, first);
    return this.#now() - first;
  };

  endRound(): void {
    this.#seen = this.#asked;
    this.#asked = new Map();
  }
}

/** What is seen of an instance now. */
export async function look(instance: string, { cluster, target }: Pick<Work, 'cluster' | 'target'>): Promise<Rollout | undefined> {
  const { namespace } = target;
  const labels = { [INSTANCE]: instance };
  const [deployment, replicaSets, pods] = await Promise.all([
    cluster.get({ ...DEPLOYMENT, metadata: { name: instance, namespace } }),
    cluster.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet' }, namespace, labels),
    podsWith(labels, namespace, cluster),
  ]);
  return deployment && { deployment: deployment as DeploymentState, replicaSets, pods };
}

async function podsWith(labels: Labels, namespace: string, cluster: Work['cluster']): Promise<Pod[]> {
  return (await cluster.list({ apiVersion: 'v1', kind: 'Pod' }, namespace, labels)) as Pod[];
}

/** Waits until the instance is ready, and shows how far it is. @throws E_ROLLOUT with the cause, in seconds where it is final. */
export async function awaitInstance(instance: string, work: Work): Promise<void> {
  const memory = new Memory(work.clock.seconds);
  await poll(instance, work, async () => {
    const rollout = await look(instance, work);
    if (rollout === undefined) return { state: 'waiting', line: 'is not there', deadline: DEADLINE_SECONDS };
    const assessment = assess(rollout, memory.since);
    memory.endRound();
    return { ...assessment, deadline: rollout.deployment.spec.progressDeadlineSeconds ?? DEADLINE_SECONDS, pods: currentPods(rollout) };
  });
}

/** The same for a workload that is not ours to switch, such as a database of a local environment. */
export async function awaitShared(object: KubernetesObject, work: Work): Promise<void> {
  const memory = new Memory(work.clock.seconds);
  const labels = (object as Workload).spec.selector?.matchLabels ?? {};
  await poll(`${object.kind}/${object.metadata.name}`, work, async () => {
    const [present, pods] = await Promise.all([work.cluster.get(object), podsWith(labels, work.target.namespace, work.cluster)]);
    const failure = pods.map((pod) => podFailure(pod, memory.since)).find((one) => one !== undefined);
    memory.endRound();
    const line = pods.map(podState).join(', ') || 'no pods yet';
    if (failure) return { state: 'failed', line, failure, deadline: DEADLINE_SECONDS };
    return { state: isReadyWorkload(present) ? 'ready' : 'waiting', line, deadline: DEADLINE_SECONDS, pods };
  });
}

type Round = Assessment & { readonly deadline: number; readonly pods?: readonly Pod[] };

/** Looks again and again until the end is clear. */
export async function poll(name: string, work: Work, round: () => Promise<Round>): Promise<void> {
  const { clock, tell, holder } = work;
  const started = clock.seconds();
  let shown = '';
  for (;;) {
    const seen = await round();
    if (seen.line !== shown) tell(`    ${name}: ${seen.line}`);
    shown = seen.line;
    if (seen.state === 'ready') return;
    if (seen.state === 'failed') throw await rolloutFailure(name, seen.failure, work);
    if (clock.seconds() - started >= seen.deadline) throw await rolloutFailure(name, timedOut(seen), work);
    holder.assertHeld();
    await clock.sleep(POLL_SECONDS);
  }
}

function timedOut({ line, deadline, pods = [] }: Round): Failure {
  const pod = pods.find((one) => podState(one) !== 'ready');
  const container = pod?.status?.containerStatuses?.find(({ ready }) => !ready)?.name;
  return {
    reason: 'DeadlineExceeded',
    message: `after ${deadline} s: ${line}`,
    ...(pod ? { pod: pod.metadata.name } : {}),
    ...(container ? { container } : {}),
  };
}

export async function rolloutFailure(name: string, failure: Failure, work: Work): Promise<DeliveryError> {
  const { target, tell } = work;
  for (const line of await diagnose(failure, name, target.namespace, work)) tell(`    ${line}`);
  const { reason, message, pod, container } = failure;
  return new DeliveryError('E_ROLLOUT', {
    what: `${name} does not come up: ${reason}: ${message}`,
    where: [pod && `Pod/${pod}`, container && `container ${container}`].filter(Boolean).join(', ') || `${target.namespace}: ${name}`,
    fix: 'the lines above are its last; correct the version, then deploy it',
  });
}
