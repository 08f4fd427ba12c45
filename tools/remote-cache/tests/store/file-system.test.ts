import { cp, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FileSystemStore } from '../../src/store/file-system.ts';
import { folderOf } from '../../src/store/layout.ts';
import { temporaryFolder } from '../folder.ts';
import { conformance } from './conformance.ts';

function fileIn(folder: string, { scope, hash }: { scope: string; hash: string }): string {
  return path.join(folder, 'artifacts', folderOf(scope), hash.slice(0, 2), hash);
}

conformance(async (damaged) => {
  const folder = temporaryFolder();
  return {
    store: new FileSystemStore(folder, damaged),
    alter: async (key, change) => writeFile(fileIn(folder, key), change(await readFile(fileIn(folder, key)))),
    replay: (from, to) => cp(fileIn(folder, from), fileIn(folder, to)),
    left: () => readdir(path.join(folder, 'incoming')).catch(() => []),
  };
});

const KEY = { scope: 'main', hash: '123' };

async function* one(text: string) {
  yield Buffer.from(text);
}

test('a file without an envelope is none, and is removed', async () => {
  const folder = temporaryFolder();
  const why: string[] = [];
  const store = new FileSystemStore(folder, (_, reason) => why.push(reason));
  await mkdir(path.dirname(fileIn(folder, KEY)), { recursive: true });
  await writeFile(fileIn(folder, KEY), 'x'.repeat(5000));
  expect(await store.find(KEY)).toBeUndefined();
  expect(why).toEqual(['it has no envelope']);
  await expect(stat(fileIn(folder, KEY))).rejects.toThrow('ENOENT');
});

test('nobody else can read what is stored', async () => {
  const folder = temporaryFolder();
  await new FileSystemStore(folder, () => undefined).add(KEY, one('x'), { size: 1 });
  for (const part of [fileIn(folder, KEY), path.dirname(fileIn(folder, KEY)), path.join(folder, 'artifacts')]) {
    expect((await stat(part)).mode & 0o077).toBe(0);
  }
});

test('what a killed process left is removed when nobody can be writing it any more', async () => {
  const folder = temporaryFolder();
  await mkdir(path.join(folder, 'incoming'));
  const [abandoned, young] = ['old', 'young'].map((name) => path.join(folder, 'incoming', name)) as [string, string];
  await Promise.all([abandoned, young].map((file) => writeFile(file, 'half')));
  const long = new Date(Date.now() - 2 * 60 * 60 * 1000);
  await utimes(abandoned, long, long);
  await new FileSystemStore(folder, () => undefined).sweep();
  expect(await readdir(path.join(folder, 'incoming'))).toEqual(['young']);
});

test('a folder that cannot be written to is said to be unusable', async () => {
  const folder = temporaryFolder();
  await writeFile(path.join(folder, 'artifacts'), 'a file');
  await expect(new FileSystemStore(folder, () => undefined).check()).rejects.toThrow(/EEXIST|ENOTDIR/);
  await rm(path.join(folder, 'artifacts'));
});
