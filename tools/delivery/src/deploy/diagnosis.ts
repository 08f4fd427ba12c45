import type { Cluster } from '../ports.ts';
import type { KubernetesObject } from './objects.ts';
import type { Failure } from './pods.ts';

const LOG_LINES = 20;
const EVENTS = 5;

interface Event extends KubernetesObject {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** What is known of a failure: events and the last words of the container. Lines to show; never a failure of its own. */
export async function diagnose(failure: Failure, owner: string, namespace: string, cluster: Cluster): Promise<string[]> {
  const [events, log] = await Promise.all([eventLines(failure.pod ?? owner, namespace, cluster), logLines(failure, namespace, cluster)]);
  return [
    ...(events.length > 0 ? [`events of ${failure.pod ?? owner}:`, ...events.map((line) => `  ${line}`)] : []),
    ...(log.length > 0 ? [`last lines of ${failure.container}:`, ...log.map((line) => `  ${line}`)] : []),
  ];
}

async function eventLines(name: string, namespace: string, cluster: Cluster): Promise<string[]> {
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

async function logLines({ pod, container, ended }: Failure, namespace: string, cluster: Cluster): Promise<string[]> {
  if (pod === undefined || container === undefined) return [];
  const ref = { apiVersion: 'v1', kind: 'Pod', metadata: { name: pod, namespace } };
  const log = await quietly(cluster.log(ref, container, { lines: LOG_LINES, previous: ended === true }));
  return (log ?? '').split('\n').filter((line) => line.trim() !== '');
}

/** Of a container that never ran there is no log. */
async function quietly<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch {
    return undefined;
  }
}
