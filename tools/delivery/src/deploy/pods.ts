import type { Container, KubernetesObject } from './objects.ts';

/** A pod as the API server shows it, as far as a rollout depends on it. */
export interface Pod extends KubernetesObject {
  readonly spec: { readonly containers: readonly PodContainer[]; readonly initContainers?: readonly PodContainer[] };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

interface PodContainer extends Container {
  readonly readinessProbe?: {
    readonly initialDelaySeconds?: number;
    readonly periodSeconds?: number;
    readonly timeoutSeconds?: number;
    readonly failureThreshold?: number;
  };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly imageID: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: object;
  readonly terminated?: { readonly exitCode: number; readonly reason?: string; readonly message?: string };
}

/** Why something does not come up, and where to look. */
export interface Failure {
  /** As Kubernetes calls it, e.g. `CrashLoopBackOff`. */
  readonly reason: string;
  /** The cause in a line. */
  readonly message: string;
  readonly pod?: string;
  readonly container?: string;
  /** Whether the container ended: then its last words are in the log of its previous run. */
  readonly ended?: boolean;
}

/** How long something has been so, in seconds, as far as it was watched. Told by the one who watches. */
export type Since = (what: string) => number;

/** Kubernetes repairs some of what goes wrong at first: a volume that comes late, a cache that does not know a Secret yet. */
const GRACE_SECONDS = 3;
/** A scheduler or an autoscaler of nodes may find room. */
const SCHEDULING_GRACE_SECONDS = 10;
/** Slow starters have a startup probe: this is for what has started. */
const READINESS_GRACE_SECONDS = 8;

const PULLING = new Set(['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable']);
/** What a registry says for good; whatever else it says may pass. */
const NOT_THERE =
  /not found|NotFound|manifest unknown|does not exist|unauthorized|authorization failed|denied|forbidden|no match for platform/i;
const UNUSABLE = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PostStartHookError',
]);
const AT_ONCE = new Set(['InvalidImageName', 'ErrImageNeverPull', 'CrashLoopBackOff']);

/** What keeps a pod from ever becoming ready. @returns undefined while it may. */
export function podFailure(pod: Pod, since: Since): Failure | undefined {
  if (isGone(pod)) return undefined;
  const init = pod.status?.initContainerStatuses ?? [];
  const own = pod.status?.containerStatuses ?? [];
  for (const status of [...init, ...own]) {
    const failure = waitingFailure(pod, status, since);
    if (failure) return failure;
  }
  for (const status of own) {
    const failure = readinessFailure(pod, status, since);
    if (failure) return failure;
  }
  return schedulingFailure(pod, since);
}

/** Evicted, preempted and ending pods are replaced by others and say nothing of the version. */
export function isGone({ metadata, status }: Pod): boolean {
  return metadata['deletionTimestamp'] !== undefined || status?.phase === 'Failed' || status?.phase === 'Succeeded';
}

export function isReady(pod: Pod): boolean {
  return !isGone(pod) && pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

function waitingFailure(pod: Pod, status: ContainerStatus, since: Since): Failure | undefined {
  const { reason = '', message = '' } = status.state?.waiting ?? {};
  const failure = { reason, message, pod: pod.metadata.name, container: status.name };
  if (reason === 'CrashLoopBackOff') return { ...failure, message: ending(status), ended: true };
  if (AT_ONCE.has(reason)) return failure;
  if (PULLING.has(reason)) return NOT_THERE.test(message) ? failure : undefined;
  if (UNUSABLE.has(reason) && since(`${pod.metadata.name}/${status.name}/${reason}`) >= GRACE_SECONDS) return failure;
  return undefined;
}

function ending({ lastState, restartCount }: ContainerStatus): string {
  const { exitCode, reason, message = '' } = lastState?.terminated ?? {};
  if (reason === 'StartError' || reason === 'ContainerCannotRun') return `the container cannot be started: ${message}`;
  const how = reason === 'OOMKilled' ? 'was killed, as it used more memory than its limit' : `ended with exit code ${exitCode ?? '?'}`;
  return `the container ${how}, ${restartCount === 1 ? 'also after it was started again' : `${restartCount + 1} times`}`;
}

/** A container that runs and has started must be ready within what its own readiness probe allows. */
function readinessFailure(pod: Pod, { name, ready, started, state }: ContainerStatus, since: Since): Failure | undefined {
  if (ready || started === false || state?.running === undefined) return undefined;
  const probe = pod.spec.containers.find((container) => container.name === name)?.readinessProbe;
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = probe ?? {};
  const allowed = Math.max(READINESS_GRACE_SECONDS, initialDelaySeconds + periodSeconds * failureThreshold + timeoutSeconds);
  const seconds = since(`${pod.metadata.name}/${name}/unready`);
  if (seconds < allowed) return undefined;
  return { reason: 'NotReady', message: `it runs, but was not ready within ${allowed} s`, pod: pod.metadata.name, container: name };
}

function schedulingFailure(pod: Pod, since: Since): Failure | undefined {
  const condition = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (condition?.reason !== 'Unschedulable' || since(`${pod.metadata.name}/unschedulable`) < SCHEDULING_GRACE_SECONDS) return undefined;
  return { reason: 'Unschedulable', message: condition.message ?? '', pod: pod.metadata.name };
}

/** In a word for progress: what a pod that is not ready is at. */
export function podState(pod: Pod): string {
  if (isReady(pod)) return 'ready';
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const waiting = statuses
    .map(({ state }) => state?.waiting?.reason)
    .find((reason) => reason !== undefined && reason !== 'PodInitializing');
  if (waiting !== undefined) return waiting === 'ContainerCreating' ? 'creating' : waiting;
  if (pod.status?.conditions?.some(({ type, status }) => type === 'PodScheduled' && status === 'False')) return 'unscheduled';
  return statuses.some(({ state }) => state?.running) ? 'starting' : 'pending';
}
