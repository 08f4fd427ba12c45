import { executor } from '../executor.ts';
import { readLedger } from './books.ts';
import { columns } from './columns.ts';
import { type ClusterFacts, liveInstance } from './facts.ts';
import { leaseRef } from './holder.ts';
import { isFree, type Lease } from './lease.ts';
import { currentEntry, type Entry, interruptedEntry } from './ledger.ts';
import { observe } from './observe.ts';
import { type Connection, outsideOf } from './outside.ts';
import { readEnvironment } from './prepare.ts';

interface Options extends Connection {
  readonly environment: string;
}

export default executor<Options>(async (options, job) => {
  const environment = await readEnvironment(options.environment, job.workspaceRoot);
  const outside = await outsideOf(environment, options, job);
  const [entries, lease] = await Promise.all([
    readLedger(environment.namespace, outside.cluster),
    outside.cluster.get(leaseRef(environment.namespace)),
  ]);
  const current = currentEntry(entries);
  if (current === undefined) return outside.tell(`${environment.name}: nothing runs yet`);
  const facts = await observe(current.target, outside);
  for (const line of formatStatus(current, entries, facts, lease as Lease | undefined)) outside.tell(line);
});

/** What runs where, since when and by whom; then everything that is not as the ledger says. */
export function formatStatus(current: Entry, entries: readonly Entry[], facts: ClusterFacts, lease: Lease | undefined): string[] {
  const { target, version, startedAt, by } = current;
  const rows = target.services.map(({ name, strategy, image, replicas }) => {
    const live = strategy === 'rolling' ? name : liveInstance(name, facts);
    const instance = facts.instances[live ?? ''];
    return [
      name,
      live ?? '-',
      instance?.release ?? '-',
      `${instance?.readyReplicas ?? 0}/${instance?.replicas ?? replicas} ready`,
      image.split('@')[1]?.slice(0, 19) ?? '',
    ];
  });
  return [
    `${target.environment} runs ${version} since ${startedAt}, by ${by}`,
    ...columns([['service', 'instance', 'brought by', 'pods', 'image'], ...rows]),
    ...kept(facts),
    ...drift(current, facts),
    ...(isFree(lease) ? [] : [`${lease?.spec?.holderIdentity} works on it since ${lease?.spec?.acquireTime}`]),
    ...(interruptedEntry(entries) === undefined ? [] : [`the last run was killed: ${interruptedEntry(entries)?.version}; run it again`]),
  ];
}

function kept({ instances }: ClusterFacts): string[] {
  return Object.entries(instances).flatMap(([name, { retainUntil, release, expired }]) =>
    retainUntil === undefined
      ? []
      : [`${name} (${release}) is kept ${expired ? 'no longer: nx run deployments:retire' : `until ${retainUntil}`}`],
  );
}

function drift({ target }: Entry, facts: ClusterFacts): string[] {
  const lines: string[] = [];
  for (const { name, strategy } of target.services) {
    const live = strategy === 'rolling' ? name : liveInstance(name, facts);
    const instance = facts.instances[live ?? ''];
    if (live === undefined) lines.push(`drift: Service/${name} selects no instance`);
    else if (instance === undefined) lines.push(`drift: Deployment/${live} is gone`);
    else if (!instance.fits) lines.push(`drift: Deployment/${live} is not what ${target.release.version} wants`);
    if (instance && instance.editedBy.length > 0) lines.push(`drift: Deployment/${live} was edited by ${instance.editedBy.join(', ')}`);
    if (facts.services[name]?.changes) lines.push(`drift: Service/${name} is not what ${target.release.version} wants`);
  }
  return [...lines, ...facts.sharedChanges.map((id) => `drift: ${id} is not what ${target.release.version} wants`)];
}
