import { chmodSync, mkdirSync, renameSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, hashFiles } from '../../src/build/file-hash.ts';
import { folderWith, write } from '../folder.ts';

const FILES = { 'app/main': 'program', 'app/.hidden/file': 'hidden', 'lib/급여': '1' };

const hashOf = async (...folders: string[]) => hashFiles(await Promise.all(folders.map(filesIn)), ['fact']);

test('is the same in any folder, at any time, under any umask and in any order', async () => {
  const folder = folderWith(FILES);
  const other = folderWith(Object.fromEntries(Object.entries(FILES).toReversed()));
  utimesSync(path.join(other, 'app/main'), 1, 1);
  for (const file of Object.keys(FILES)) chmodSync(path.join(other, file), 0o600);
  chmodSync(path.join(other, 'app'), 0o700);
  expect(await hashOf(other)).toBe(await hashOf(folder));
  const { files } = await filesIn(folder);
  expect(await hashFiles([{ folder, files: files.toReversed() }], ['fact'])).toBe(await hashOf(folder));
});

test.each<[name: string, change: (folder: string) => void]>([
  ['a byte', (folder) => write(folder, { 'app/main': 'progran' })],
  ['a byte of a hidden file', (folder) => write(folder, { 'app/.hidden/file': 'hiddeN' })],
  ['a longer file', (folder) => write(folder, { 'app/main': 'program\n' })],
  ['an empty file', (folder) => write(folder, { 'app/new': '' })],
  ['an empty folder', (folder) => mkdirSync(path.join(folder, 'app/new'))],
  ['a name', (folder) => renameSync(path.join(folder, 'app/main'), path.join(folder, 'app/Main'))],
  ['a folder', (folder) => renameSync(path.join(folder, 'lib'), path.join(folder, 'lib2'))],
  ['an x bit', (folder) => chmodSync(path.join(folder, 'app/main'), 0o755)],
  ['a link', (folder) => symlinkSync('main', path.join(folder, 'app/link'))],
  ['a link to nothing', (folder) => symlinkSync('/nonexistent', path.join(folder, 'app/link'))],
])('is another one after a change of %s', async (_name, change) => {
  const folder = folderWith(FILES);
  const before = await hashOf(folder);
  change(folder);
  expect(await hashOf(folder)).not.toBe(before);
});

test('where a link points to counts, not what is there', async () => {
  const outside = folderWith({ a: '1', b: '1' });
  const linked = (target: string) => {
    const folder = folderWith();
    symlinkSync(path.join(outside, target), path.join(folder, 'link'));
    return folder;
  };
  const a = linked('a');
  const before = await hashOf(a);
  expect(await hashOf(linked('b'))).not.toBe(before);
  write(outside, { a: '2' });
  expect(await hashOf(a)).toBe(before);
});

test('which of the folders a file is in counts', async () => {
  const both = folderWith({ 'one/a': '1', 'two/b': '1' });
  const first = folderWith({ 'one/a': '1', 'one/b': '1' });
  mkdirSync(path.join(first, 'two'));
  const hashes = [both, first].map((folder) => hashOf(path.join(folder, 'one'), path.join(folder, 'two')));
  expect(new Set(await Promise.all(hashes)).size).toBe(2);
});

test('other facts count', async () => {
  const sets = [await filesIn(folderWith(FILES))];
  expect(await hashFiles(sets, ['a'])).not.toBe(await hashFiles(sets, ['b']));
});

test('a large file is read whole', async () => {
  const large = 'x'.repeat(300_000);
  expect(await hashOf(folderWith({ a: `${large}1` }))).not.toBe(await hashOf(folderWith({ a: `${large}2` })));
});
