import type { Clock, Cluster } from '../ports.ts';
import type { KubernetesObject } from './objects.ts';
import type { Failure } from './pods.ts';

const LOG_LINES = 20;
const EVENTS = 5;
/** What the kubelet says in place of a log while it clears a container away to start the next one. */
const CLEARED = /^(?:unable to retrieve container logs for|failed to try resolving symlinks in path)/;
const LOG_ATTEMPTS = 10;
const PAUSE_SECONDS = 0.3;

interface Ports {
  readonly cluster: Cluster;
  readonly clock: Clock;
}

interface Event extends KubernetesObject {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** What is known of a failure: events and the last words of the container. Lines to show; never a failure of its own. */
export async function diagnose(failure: Failure, owner: string, namespace: string, ports: Ports): Promise<string[]> {
  const [events, log] = await Promise.all([eventLines(failure.pod ?? owner, namespace, ports), logLines(failure, namespace, ports)]);
  return [
    ...(events.length > 0 ? [`events of ${failure.pod ?? owner}:`, ...events.map((line) => `  ${line}`)] : []),
    ...(log.length > 0 ? [`last lines of ${failure.container}:`, ...log.map((line) => `  ${line}`)] : []),
  ];
}

async function eventLines(name: string, namespace: string, { cluster }: Ports): Promise<string[]> {
  const events = (await quietly(cluster.list({ apiVersion: 'v1', kind: 'Event' }, namespace))) as Event[] | undefined;
  return (events ?? [])
    .filter(({ involvedObject, type }) => type === 'Warning' && involvedObject?.name?.startsWith(name))
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)))
    .slice(-EVENTS)
    .map(({ reason, message }) => `${reason}: ${message?.split('\n')[0]}`);
}

function timeOf({ lastTimestamp, eventTime }: Event): string {
  return lastTimestamp ?? eventTime ?? '';
}

async function logLines({ pod, container, ended }: Failure, namespace: string, { cluster, clock }: Ports): Promise<string[]> {
  if (pod === undefined || container === undefined) return [];
  const ref = { apiVersion: 'v1', kind: 'Pod', metadata: { name: pod, namespace } };
  for (let attempt = 0; attempt < LOG_ATTEMPTS; attempt++) {
    // Of one that ended and is started again, either run has said why.
    const previous = ended === true && attempt % 2 === 0;
    const log = await quietly(cluster.log(ref, container, { lines: LOG_LINES, previous }));
    if (!CLEARED.test(log ?? '')) return (log ?? '').split('\n').filter((line) => line.trim() !== '');
    await clock.sleep(PAUSE_SECONDS);
  }
  return [];
}

/** Of a container that never ran there is no log. */
async function quietly<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch {
    return undefined;
  }
}
