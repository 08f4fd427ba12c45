import type { Cluster } from '../ports.ts';
import { type Entry, entriesOf, expiredRecords, type Result, resultRecord, startRecord } from './ledger.ts';
import { type KubernetesObject, LEDGER } from './objects.ts';
import { isRefusal } from './refusal.ts';

/** Reads and writes the ledger in a namespace. */
export async function readLedger(namespace: string, cluster: Cluster): Promise<Entry[]> {
  return entriesOf(await cluster.list({ apiVersion: 'v1', kind: 'ConfigMap' }, namespace, { [LEDGER]: '' }));
}

export async function writeStart(entry: Entry, cluster: Cluster): Promise<void> {
  await createOnce(startRecord(entry), cluster);
}

export async function writeResult(entry: Entry, result: Result, cluster: Cluster): Promise<void> {
  await createOnce(resultRecord(entry, result), cluster);
}

/** Forgets what is beyond what is kept. */
export async function prune(namespace: string, entries: readonly Entry[], cluster: Cluster): Promise<void> {
  for (const name of expiredRecords(entries)) await cluster.delete({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });
}

/** Numbers are given once, so a record that is there is this one, and its answer was lost. */
async function createOnce(record: KubernetesObject, cluster: Cluster): Promise<void> {
  try {
    await cluster.create(record);
  } catch (error) {
    if (!isRefusal(error, 409)) throw error;
  }
}
