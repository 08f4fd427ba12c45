import type { KubernetesObject, Workload } from './objects.ts';
import { type Condition, type Failure, isGone, isReady, type Pod, podFailure, podState, type Since } from './pods.ts';

/** What is seen of an instance while it comes up. */
export interface Rollout {
  readonly deployment: DeploymentState;
  readonly replicaSets: readonly KubernetesObject[];
  /** Pods of the instance, of all its ReplicaSets. */
  readonly pods: readonly Pod[];
}

export interface DeploymentState extends Workload {
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly readyReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

export type Assessment =
  | { readonly state: 'ready' | 'waiting'; readonly line: string }
  | { readonly state: 'failed'; readonly line: string; readonly failure: Failure };

const REVISION = 'deployment.kubernetes.io/revision';
/** Refusals that stay: quotas, pod security, admission, an invalid pod. Others, such as a timeout of a webhook, may pass. */
const REFUSED = /exceeded quota|forbidden|is invalid|denied the request/;
const CREATION_GRACE_SECONDS = 10;

/**
 * Judges a rollout. Kubernetes' own progress deadline is not used: it never trips when an unchanged template is scaled up,
 * and names no cause.
 */
export function assess(rollout: Rollout, since: Since): Assessment {
  const { deployment } = rollout;
  const { metadata, spec, status = {} } = deployment;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return { state: 'waiting', line: 'not seen by the controller yet' };
  const pods = currentPods(rollout);
  const wanted = spec.replicas ?? 0;
  const line = progress(pods, wanted, (status.replicas ?? 0) - (status.updatedReplicas ?? 0));
  const failure = creationFailure(status.conditions, since) ?? firstOf(pods, (pod) => podFailure(pod, since));
  if (failure) return { state: 'failed', line, failure };
  return isRolledOut(deployment) && pods.filter(isReady).length >= wanted ? { state: 'ready', line } : { state: 'waiting', line };
}

/** Whether every pod that is wanted runs the present template and is available, and there is at least one. */
export function isRolledOut({ metadata, spec, status = {} }: DeploymentState): boolean {
  const wanted = spec.replicas ?? 0;
  return (
    wanted > 0 &&
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    status.updatedReplicas === wanted &&
    status.replicas === wanted &&
    status.availableReplicas === wanted
  );
}

/** The pods of the Deployment's present template. */
export function currentPods({ deployment, replicaSets, pods }: Rollout): Pod[] {
  const revision = deployment.metadata.annotations?.[REVISION];
  const current = replicaSets.find(({ metadata }) => metadata.annotations?.[REVISION] === revision);
  const hash = current?.metadata.labels?.['pod-template-hash'];
  return pods.filter((pod) => hash !== undefined && pod.metadata.labels?.['pod-template-hash'] === hash && !isGone(pod));
}

function progress(pods: readonly Pod[], wanted: number, old: number): string {
  const ready = pods.filter(isReady).length;
  const others = new Map<string, number>();
  for (const pod of pods.filter((one) => !isReady(one))) others.set(podState(pod), (others.get(podState(pod)) ?? 0) + 1);
  const parts = [...others].map(([state, count]) => `${count} ${state}`);
  return [`${ready}/${wanted} ready`, ...parts, ...(old > 0 ? [`${old} of the old ones left`] : [])].join(', ');
}

/** Pods that the API server does not let the controller create: said here in seconds, and by no pod at all. */
function creationFailure(conditions: readonly Condition[] | undefined, since: Since): Failure | undefined {
  const condition = conditions?.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (condition === undefined) return undefined;
  const { reason = 'FailedCreate', message = '' } = condition;
  if (!REFUSED.test(message) && since('creation') < CREATION_GRACE_SECONDS) return undefined;
  return { reason: message.includes('exceeded quota') ? 'QuotaExceeded' : reason, message };
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
