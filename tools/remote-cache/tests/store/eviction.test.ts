import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Eviction, type Keep } from '../../src/store/eviction.ts';
import { FileSystemStore } from '../../src/store/file-system.ts';
import { folderOf } from '../../src/store/layout.ts';
import { temporaryFolder } from '../folder.ts';

const HOUR = 60 * 60 * 1000;
const SCOPE = 'main';
/** What an artifact of no bytes takes in its file. */
const ENVELOPE = 1024;

/** Artifacts by hash: each as many hours ago as is said. */
async function storeWith(hoursAgo: Readonly<Record<string, number>>, keep: Keep) {
  const folder = temporaryFolder();
  const store = new FileSystemStore(folder, () => undefined);
  for (const [hash, hours] of Object.entries(hoursAgo)) {
    await store.add({ scope: SCOPE, hash }, Readable.from([Buffer.alloc(1000)]), { size: 1000 });
    const used = new Date(Date.now() - hours * HOUR);
    await utimes(path.join(folder, 'artifacts', folderOf(SCOPE), hash.slice(0, 2), hash), used, used);
  }
  const evicted: string[] = [];
  return { store, evicted, eviction: new Eviction(store, keep, ({ hash }) => evicted.push(hash)) };
}

const SIZE = 1000 + ENVELOPE;

test.each([
  { what: 'within both limits', keep: { bytes: 4 * SIZE, ageMs: 100 * HOUR }, gone: [] },
  { what: 'too old', keep: { bytes: 4 * SIZE, ageMs: 2.5 * HOUR }, gone: ['h4', 'h3'] },
  {
    what: 'too much: the longest unused goes first, a tenth more than must',
    keep: { bytes: 3 * SIZE, ageMs: 100 * HOUR },
    gone: ['h4', 'h3'],
  },
  { what: 'hardly any room', keep: { bytes: 1, ageMs: 100 * HOUR }, gone: ['h4', 'h3', 'h2', 'h1'] },
])('$what', async ({ keep, gone }) => {
  const { eviction, evicted } = await storeWith({ h1: 1, h2: 2, h3: 3, h4: 4 }, keep);
  await eviction.run();
  expect(evicted).toEqual(gone);
  expect(eviction.bytes).toBe((4 - gone.length) * SIZE);
});

test('what was read last stays longest', async () => {
  const { store, eviction, evicted } = await storeWith({ h1: 1, h2: 2, h3: 3 }, { bytes: 2.5 * SIZE, ageMs: 100 * HOUR });
  const found = await store.find({ scope: SCOPE, hash: 'h3' });
  if (found) await buffer(found.body);
  await eviction.run();
  expect(evicted).toEqual(['h2']);
});

test('what is being read stays, whatever the limits', async () => {
  const { store, eviction, evicted } = await storeWith({ h1: 1, h2: 2 }, { bytes: 1, ageMs: 1 });
  const found = await store.find({ scope: SCOPE, hash: 'h2' });
  await eviction.run();
  expect(evicted).toEqual(['h1']);
  if (found) await buffer(found.body);
  await eviction.run();
  expect(evicted).toEqual(['h1', 'h2']);
});

test('is counted anew only when there may be too much', async () => {
  const { eviction, evicted } = await storeWith({ h1: 1, h2: 2 }, { bytes: 2 * SIZE, ageMs: 100 * HOUR });
  await eviction.run();
  await eviction.stored(0);
  expect(evicted).toEqual([]);
  await eviction.stored(1);
  expect(evicted).toEqual([]);
});
