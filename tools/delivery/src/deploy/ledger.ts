import { gunzipSync, gzipSync } from 'node:zlib';
import { DeliveryError } from '../errors.ts';
import { type KubernetesObject, LEDGER, RELEASE } from './objects.ts';
import type { PlanKind } from './plan.ts';
import type { Schema } from './releases.ts';
import type { Target } from './target.ts';

/**
 * The ledger of an environment: two immutable ConfigMaps in its namespace for each deploy and rollback, one written before the
 * first change and one after the last. One without the other is of a run that was killed.
 */
export interface Entry {
  readonly format: 1;
  /** Counts up; also the fence of the run. */
  readonly number: number;
  readonly kind: Exclude<PlanKind, 'return'>;
  readonly version: string;
  /** The version that ran before. */
  readonly from?: string;
  readonly plan: string;
  /** Who started it, and where it can be seen. */
  readonly by: string;
  readonly link?: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly target: Target;
  readonly result?: Result;
}

export interface Result {
  /** `returned`: it failed, and the version before runs again. `failed`: it failed, and there was nothing to return to or that failed too. */
  readonly outcome: 'succeeded' | 'returned' | 'failed' | 'interrupted';
  readonly finishedAt: string;
  /** Why it did not succeed. */
  readonly cause?: string;
}

/** Entries that are kept; a rollback can go as far back. */
export const KEPT_ENTRIES = 50;

/** The record that is written first. The target is compressed: a ConfigMap holds 1 MiB. */
export function startRecord({ target, result: _, ...entry }: Entry): KubernetesObject {
  return {
    ...configMap(target.namespace, recordName(entry.number), 'start', entry.version),
    data: { 'entry.json': JSON.stringify(entry, null, 2) },
    binaryData: { 'target.json.gz': gzipSync(JSON.stringify(target)).toString('base64') },
  };
}

export function resultRecord({ target, number, version }: Entry, result: Result): KubernetesObject {
  return {
    ...configMap(target.namespace, resultName(number), 'result', version),
    data: { 'result.json': JSON.stringify(result, null, 2) },
  };
}

export function recordName(number: number): string {
  return `delivery-${String(number).padStart(6, '0')}`;
}

export function resultName(number: number): string {
  return `${recordName(number)}-result`;
}

function configMap(namespace: string, name: string, part: 'start' | 'result', version: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { [LEDGER]: part, [RELEASE]: version } },
    immutable: true,
  };
}

/** Reads the records, oldest first. What another format has written is left out: it is not ours to go back to. */
export function entriesOf(records: readonly KubernetesObject[]): Entry[] {
  const results = new Map(
    records.filter((record) => record.metadata.labels?.[LEDGER] === 'result').map((record) => [record.metadata.name, record]),
  );
  return records
    .filter((record) => record.metadata.labels?.[LEDGER] === 'start')
    .flatMap((record) => entryOf(record, results) ?? [])
    .sort((a, b) => a.number - b.number);
}

function entryOf(record: KubernetesObject, results: ReadonlyMap<string, KubernetesObject>): Entry | undefined {
  const { data, binaryData } = record as { data?: Record<string, string>; binaryData?: Record<string, string> };
  const entry = JSON.parse(data?.['entry.json'] ?? '{}') as Omit<Entry, 'target'>;
  if (entry.format !== 1) return undefined;
  const target = JSON.parse(gunzipSync(Buffer.from(binaryData?.['target.json.gz'] ?? '', 'base64')).toString()) as Target;
  const { data: result } = (results.get(resultName(entry.number)) ?? {}) as { data?: Record<string, string> };
  return { ...entry, target, ...(result?.['result.json'] ? { result: JSON.parse(result['result.json']) as Result } : {}) };
}

/** The entry whose version runs: the last that succeeded. */
export function currentEntry(entries: readonly Entry[]): Entry | undefined {
  return entries.findLast(hasRun);
}

function hasRun({ kind, result }: Entry): boolean {
  return (kind === 'deploy' || kind === 'rollback') && result?.outcome === 'succeeded';
}

/** The run that was killed, if the last one was. */
export function interruptedEntry(entries: readonly Entry[]): Entry | undefined {
  const last = entries.at(-1);
  return last?.result === undefined || last.result.outcome === 'interrupted' ? last : undefined;
}

/** What the database is at: also a deploy that failed may have brought it there. */
export function databaseSchema(entries: readonly Entry[]): Schema | undefined {
  const schemas = entries.flatMap(({ target }) => target.release.schema ?? []);
  if (schemas.length === 0) return undefined;
  return {
    version: Math.max(...schemas.map(({ version }) => version)),
    oldest: Math.max(...schemas.map(({ oldest }) => oldest)),
  };
}

/** The last time that this version ran. @throws E_VERSION_UNKNOWN listing those that did. */
export function entryOfVersion(version: string, entries: readonly Entry[], environment: string): Entry {
  const succeeded = entries.filter(hasRun);
  const found = succeeded.findLast((entry) => entry.version === version);
  if (found !== undefined) return found;
  const versions = [...new Set(succeeded.map((entry) => entry.version))].reverse();
  throw new DeliveryError('E_VERSION_UNKNOWN', {
    what: `${version} has never run in ${environment}, as far as its ledger goes back`,
    fix: versions.length === 0 ? 'deploy a version first' : `name one of: ${versions.join(', ')}`,
  });
}

/** A version is one set of images: the same name for others would make a rollback go somewhere else. @throws E_VERSION_TAKEN */
export function refuseTaken({ release }: Target, entries: readonly Entry[]): void {
  const digests = ({ images }: Target['release']) =>
    Object.entries(images)
      .map(([name, { digest }]) => `${name}@${digest}`)
      .sort()
      .join();
  const taken = entries.findLast(({ version, target }) => version === release.version && digests(target.release) !== digests(release));
  if (taken === undefined) return;
  throw new DeliveryError('E_VERSION_TAKEN', {
    what: `${release.version} was deployed with other images on ${taken.startedAt}`,
    fix: 'name this one differently: --as=<version>, or leave --as out',
  });
}

/** Names of the records that are beyond what is kept; never those of the version that runs. */
export function expiredRecords(entries: readonly Entry[]): string[] {
  const current = currentEntry(entries);
  return entries
    .slice(0, Math.max(0, entries.length - KEPT_ENTRIES))
    .filter((entry) => entry !== current)
    .flatMap(({ number }) => [resultName(number), recordName(number)]);
}
