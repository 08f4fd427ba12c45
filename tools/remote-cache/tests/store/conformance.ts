import { hash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Artifact, Damaged, Store } from '../../src/store/store.ts';

export interface Opened {
  readonly store: Store;
  /** Changes what is stored, behind the store's back. */
  alter(key: typeof KEY, change: (bytes: Buffer) => Buffer): Promise<void>;
  /** Puts what is stored for one key in the place of another, with everything that is said of it. */
  replay(from: typeof KEY, to: typeof KEY): Promise<void>;
  /** Files that are still being written. */
  left(): Promise<string[]>;
}

const KEY = { scope: 'main', hash: '123' };

/** What every store keeps. */
export function conformance(open: (damaged: Damaged) => Promise<Opened>): void {
  async function opened() {
    const damaged: string[] = [];
    return { ...(await open(({ scope, hash }, why) => damaged.push(`${scope} ${hash}: ${why}`))), damaged };
  }

  test.each([1, 1023, 128 * 1024, 128 * 1024 + 1, 5_000_000])('%i bytes come back as they were', async (size) => {
    const { store, left } = await opened();
    const bytes = randomBytes(size);
    expect(await store.add(KEY, chunks(bytes), { size, taskMs: 1234 })).toBe('stored');
    const found = await store.find(KEY);
    expect(found).toMatchObject({ size, sha256: hash('sha256', bytes), taskMs: 1234 });
    expect(Buffer.compare(await read(found), bytes)).toBe(0);
    expect(await left()).toEqual([]);
  });

  test('what is not there is not found, and cannot be removed', async () => {
    const { store } = await opened();
    expect(await store.find(KEY)).toBeUndefined();
    expect(await store.remove(KEY)).toBe(false);
    expect(await store.scopes()).toEqual([]);
  });

  test('what is there stays', async () => {
    const { store } = await opened();
    await store.add(KEY, chunks(Buffer.from('first')), { size: 5 });
    expect(await store.add(KEY, chunks(Buffer.from('other')), { size: 5 })).toBe('present');
    expect((await read(await store.find(KEY))).toString()).toBe('first');
  });

  test('of many who store the same at the same time, one does', async () => {
    const { store, left } = await opened();
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => store.add(KEY, chunks(Buffer.from([n])), { size: 1 })));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(await read(await store.find(KEY))).toHaveLength(1);
    expect(await left()).toEqual([]);
  });

  test.each([
    { what: 'too few bytes', claim: { size: 6 }, says: '5 of the announced 6 bytes came' },
    { what: 'too many bytes', claim: { size: 4 }, says: 'more than the announced 4 bytes came' },
    {
      what: 'other bytes',
      claim: { size: 5, sha256: hash('sha256', 'other') },
      says: `SHA-256 ${hash('sha256', 'other')} was announced, ${hash('sha256', 'first')} came`,
    },
  ])('$what are not stored', async ({ claim, says }) => {
    const { store, left } = await opened();
    await expect(store.add(KEY, chunks(Buffer.from('first')), claim)).rejects.toThrow(says);
    expect(await store.find(KEY)).toBeUndefined();
    expect(await left()).toEqual([]);
    expect(await store.add(KEY, chunks(Buffer.from('first')), { size: 5 })).toBe('stored');
  });

  test('what breaks off is not stored', async () => {
    const { store, left } = await opened();
    async function* broken() {
      yield Buffer.alloc(300_000);
      throw new Error('the connection is gone');
    }
    await expect(store.add(KEY, broken(), { size: 600_000 })).rejects.toThrow('the connection is gone');
    expect(await store.find(KEY)).toBeUndefined();
    expect(await left()).toEqual([]);
  });

  test('scopes do not see each other, whatever their names', async () => {
    const { store } = await opened();
    const scopes = ['Main', 'github:a/b:refs/heads/x', 'main', 'main/../Main', `${'long/'.repeat(90)}`, '한국'];
    for (const scope of scopes) await store.add({ scope, hash: '1a' }, chunks(Buffer.from(scope)), { size: Buffer.byteLength(scope) });
    for (const scope of scopes) expect((await read(await store.find({ scope, hash: '1a' }))).toString()).toBe(scope);
    expect(await store.find({ scope: 'MAIN', hash: '1a' })).toBeUndefined();
    expect(await store.scopes()).toEqual(scopes.toSorted());
  });

  test('lists what is there, and removes what is named', async () => {
    const { store } = await opened();
    const keys = ['a:1', 'a:2', 'b:1'].map((name) => ({ scope: name[0] ?? '', hash: `h${name[2]}` }));
    for (const key of keys) await store.add(key, chunks(Buffer.from('x')), { size: 1 });
    expect(await listed(store)).toEqual(['a h1', 'a h2', 'b h1']);
    expect(await store.remove({ scope: 'a', hash: 'h1' })).toBe(true);
    expect(await listed(store)).toEqual(['a h2', 'b h1']);
    expect(await listed(store, 'b')).toEqual(['b h1']);
    for await (const { usedAt } of store.list()) expect(Math.abs(usedAt - Date.now())).toBeLessThan(60_000);
  });

  test.each([
    { what: 'one bit of a small one', size: 1000, change: flip },
    { what: 'one bit of a large one', size: 1_000_000, change: flip },
    { what: 'the last byte', size: 1_000_000, change: (bytes: Buffer) => bytes.subarray(0, -1) },
    { what: 'all bytes', size: 1000, change: (bytes: Buffer) => bytes.subarray(0, -1000) },
    { what: 'a byte too many', size: 1000, change: (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')]) },
  ])('damaged: $what; it is none, and is removed', async ({ size, change }) => {
    const { store, alter, damaged } = await opened();
    const bytes = randomBytes(size);
    await store.add(KEY, chunks(bytes), { size });
    await alter(KEY, change);
    expect(await store.find(KEY)).toBeUndefined();
    expect(damaged).toHaveLength(1);
    expect(await listed(store)).toEqual([]);
    expect(await store.add(KEY, chunks(bytes), { size })).toBe('stored');
    expect(Buffer.compare(await read(await store.find(KEY)), bytes)).toBe(0);
  });

  test.each([
    { what: 'scope', to: { scope: 'other', hash: '123' } },
    { what: 'hash', to: { scope: 'main', hash: '124' } },
  ])('replayed: the artifact of another $what is none', async ({ to }) => {
    const { store, replay, damaged } = await opened();
    await store.add(KEY, chunks(Buffer.from('first')), { size: 5 });
    await store.add(to, chunks(Buffer.from('own')), { size: 3 });
    await replay(KEY, to);
    expect(await store.find(to)).toBeUndefined();
    expect(damaged).toHaveLength(1);
    expect((await read(await store.find(KEY))).toString()).toBe('first');
  });

  test('whoever reads an artifact gets all of it, although it is removed meanwhile', async () => {
    const { store } = await opened();
    const bytes = randomBytes(5_000_000);
    await store.add(KEY, chunks(bytes), { size: bytes.length });
    const found = await store.find(KEY);
    expect(store.isRead(KEY)).toBe(true);
    expect(await store.remove(KEY)).toBe(true);
    expect(Buffer.compare(await read(found), bytes)).toBe(0);
    expect(store.isRead(KEY)).toBe(false);
  });

  test('many read the same at the same time', async () => {
    const { store } = await opened();
    const bytes = randomBytes(500_000);
    await store.add(KEY, chunks(bytes), { size: bytes.length });
    const bodies = await Promise.all(Array.from({ length: 50 }, async () => read(await store.find(KEY))));
    for (const body of bodies) expect(Buffer.compare(body, bytes)).toBe(0);
  });

  test('it says whether it can be used', async () => {
    await (await opened()).store.check();
  });
}

async function* chunks(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

async function read(artifact: Artifact | undefined): Promise<Buffer> {
  if (artifact === undefined) throw new Error('there is no artifact');
  return buffer(artifact.body);
}

async function listed(store: Store, scope?: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of store.list(scope)) found.push(`${entry.scope} ${entry.hash}`);
  return found.sort();
}

function flip(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const last = changed.length - 10;
  changed[last] = (changed[last] ?? 0) ^ 1;
  return changed;
}
