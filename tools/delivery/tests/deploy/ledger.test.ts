import { expect, test } from 'vitest';
import {
  currentEntry,
  databaseSchema,
  type Entry,
  entriesOf,
  entryOfVersion,
  expiredRecords,
  interruptedEntry,
  type Result,
  refuseTaken,
  resultRecord,
  startRecord,
} from '../../src/deploy/ledger.ts';
import { failureOf } from '../failure.ts';
import { releaseOf, targetFor, V1, V2 } from './shop.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function entry(number: number, version: string, outcome?: Result['outcome'], own: Partial<Entry> = {}): Entry {
  const release = { ...V1, version };
  return {
    format: 1,
    number,
    kind: 'deploy',
    version,
    plan: 'sha256:0',
    by: 'kim',
    startedAt: at(number),
    target: targetFor(release),
    ...(outcome ? { result: { outcome, finishedAt: at(number + 1) } } : {}),
    ...own,
  };
}

test('what is written is read, in order', () => {
  const entries = [entry(2, 'v2', 'returned', { from: 'v1' }), entry(10, 'v3')];
  const records = entries.toReversed().flatMap((one) => [startRecord(one), ...(one.result ? [resultRecord(one, one.result)] : [])]);
  expect(entriesOf(records)).toEqual(entries);
  expect(records.every((record) => record['immutable'] === true)).toBe(true);
  expect(records.map(({ metadata }) => metadata.name)).toEqual(['delivery-000010', 'delivery-000002', 'delivery-000002-result']);
});

test('records of another format are left out', () => {
  const record = { ...startRecord(entry(1, 'v1')), data: { 'entry.json': '{"format":2}' } };
  expect(entriesOf([record])).toEqual([]);
});

test.each<[name: string, entries: Entry[], current: number | undefined, interrupted: number | undefined]>([
  ['nothing', [], undefined, undefined],
  ['one that succeeded', [entry(1, 'v1', 'succeeded')], 1, undefined],
  ['one that failed', [entry(1, 'v1', 'succeeded'), entry(2, 'v2', 'returned')], 1, undefined],
  ['one that was killed', [entry(1, 'v1', 'succeeded'), entry(2, 'v2')], 1, 2],
  ['one that was killed and noted', [entry(1, 'v1', 'succeeded'), entry(2, 'v2', 'interrupted')], 1, 2],
  ['a migration after it', [entry(1, 'v1', 'succeeded'), entry(2, 'v2', 'succeeded', { kind: 'migrate' })], 1, undefined],
])('%s', (_name, entries, current, interrupted) => {
  expect([currentEntry(entries)?.number, interruptedEntry(entries)?.number]).toEqual([current, interrupted]);
});

test('a version is the last time that it ran', () => {
  const entries = [entry(1, 'v1', 'succeeded'), entry(2, 'v2', 'succeeded'), entry(3, 'v1', 'succeeded'), entry(4, 'v1', 'returned')];
  expect(entryOfVersion('v1', entries, 'test').number).toBe(3);
});

test.each<[entries: Entry[], fix: string]>([
  [[], 'deploy a version first'],
  [[entry(1, 'v1', 'succeeded'), entry(2, 'v2', 'succeeded'), entry(3, 'v3', 'returned')], 'name one of: v2, v1'],
])('a version that never ran, %#', (entries, fix) => {
  expect(failureOf(() => entryOfVersion('v3', entries, 'test'))).toBe(
    `E_VERSION_UNKNOWN: v3 has never run in test, as far as its ledger goes back\n  fix    ${fix}`,
  );
});

test('a version has one set of images', () => {
  const entries = [entry(1, 'v1', 'succeeded')];
  expect(() => refuseTaken(targetFor(V1), entries)).not.toThrow();
  expect(() => refuseTaken(targetFor(V2), entries)).not.toThrow();
  expect(failureOf(() => refuseTaken(targetFor({ ...V2, version: 'v1' }), entries))).toBe(
    'E_VERSION_TAKEN: v1 was deployed with other images on 2026-01-01T00:00:01.000Z\n' +
      '  fix    name this one differently: --as=<version>, or leave --as out',
  );
});

test('the database is at the newest of all that was tried', () => {
  const with_ = (version: number, oldest: number) => ({ target: targetFor(releaseOf('v', { api: '1' }, { version, oldest })) });
  expect(databaseSchema([entry(1, 'v1', 'succeeded', with_(3, 0)), entry(2, 'v2', 'returned', with_(4, 2))])).toEqual({
    version: 4,
    oldest: 2,
  });
  expect(databaseSchema([entry(1, 'v1', 'succeeded')])).toBeUndefined();
});

test('old records are forgotten, but never that of what runs', () => {
  const entries = Array.from({ length: 53 }, (_, index) => entry(index + 1, `v${index + 1}`, index === 1 ? 'succeeded' : 'returned'));
  expect(expiredRecords(entries)).toEqual(['delivery-000001-result', 'delivery-000001', 'delivery-000003-result', 'delivery-000003']);
});
