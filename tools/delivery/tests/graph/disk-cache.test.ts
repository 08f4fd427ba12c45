import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DiskCache, versionOf } from '../../src/graph/disk-cache.ts';
import { folderWith, write } from '../folder.ts';

const FILE = '.nx/workspace-data/delivery-x.json';

function cacheIn(folder: string): DiskCache<string> {
  return new DiskCache(folder, 'x');
}

function saved(folder: string, entries: Record<string, string>): void {
  const cache = cacheIn(folder);
  for (const [key, value] of Object.entries(entries)) cache.set(key, value);
  cache.save();
}

test('the next process has what was saved, in a file for the user alone', () => {
  const folder = folderWith();
  saved(folder, { a: '1' });
  expect([cacheIn(folder).get('a'), cacheIn(folder).get('b')]).toEqual(['1', undefined]);
  expect((statSync(path.join(folder, FILE)).mode & 0o777).toString(8)).toBe('600');
  expect(readdirSync(path.join(folder, '.nx/workspace-data'))).toEqual(['delivery-x.json']);
});

test('what nobody asked for is dropped when something new is saved, and nothing is written without that', () => {
  const folder = folderWith();
  saved(folder, { a: '1', b: '2' });
  const before = readFileSync(path.join(folder, FILE), 'utf8');
  const next = cacheIn(folder);
  next.get('a');
  next.save();
  expect(readFileSync(path.join(folder, FILE), 'utf8')).toBe(before);
  next.get('a');
  next.set('c', '3');
  next.save();
  expect(['a', 'b', 'c'].map((key) => cacheIn(folder).get(key))).toEqual(['1', undefined, '3']);
  // The process itself goes on with what it saved.
  expect(['a', 'c'].map((key) => next.get(key))).toEqual(['1', '3']);
});

test.each([
  ['cut off', '{"code":'],
  ['of another version', '{"code":"other","entries":{"a":"1"}}'],
  ['something else', '[]'],
])('a file that is %s is none', (_name, text) => {
  const folder = folderWith({ [FILE]: text });
  expect(cacheIn(folder).get('a')).toBeUndefined();
});

test('a folder that cannot be written costs nobody a result', () => {
  const folder = folderWith({ '.nx': 'a file' });
  expect(() => saved(folder, { a: '1' })).not.toThrow();
  write(folder, { b: '' });
  expect(existsSync(path.join(folder, FILE))).toBe(false);
});

test.each<[change: string, apply: (folder: string) => void]>([
  ['an edited file', (folder) => write(folder, { 'toolchain/go.ts': 'b' })],
  ['a new file', (folder) => write(folder, { 'graph/new.ts': 'a' })],
  ['a file that is gone', (folder) => rmSync(path.join(folder, 'toolchain/go.ts'))],
])('%s of the plugin makes what was found out worthless', (_change, apply) => {
  const folder = folderWith({ 'graph/a.ts': 'a', 'toolchain/go.ts': 'a' });
  const before = versionOf(folder);
  expect(versionOf(folder)).toBe(before);
  apply(folder);
  expect(versionOf(folder)).not.toBe(before);
});

test('the version is that of all rooms of the plugin', () => {
  const folder = folderWith();
  saved(folder, { a: '1' });
  const { code } = JSON.parse(readFileSync(path.join(folder, FILE), 'utf8'));
  expect(code).toBe(versionOf(path.join(import.meta.dirname, '../../src')));
});
