import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formatError } from '../../src/errors.ts';
import { DiskCache } from '../../src/graph/disk-cache.ts';
import { type Scan, type Scanner, SourceReader } from '../../src/graph/scans.ts';
import { type Files, folderWith, write } from '../folder.ts';
import { settle } from './settle.ts';

/** Says how often it was asked to parse. */
function counting(): Scanner<string> & { readonly parsed: string[] } {
  const parsed: string[] = [];
  return { parsed, nothing: 'nothing', parse: (bytes) => `<${parsed[parsed.push(bytes.toString()) - 1]}>` };
}

function readerOf(folder: string, cache = new DiskCache<Scan>(folder, 'scans')): SourceReader {
  return new SourceReader(folder, cache);
}

const FIX = '  fix    correct or remove the file, or name it in .nxignore';

test.each<[name: string, make: (file: string) => void, what: RegExp]>([
  ['binary', (file) => writeFileSync(file, 'import\0x'), /^the file is binary: byte 6 is 0$/],
  ['huge', (file) => writeFileSync(file, Buffer.alloc(65 * 2 ** 20, 32)), /^the file has 65 MiB, more than any source code$/],
  ['a link to itself', (file) => symlinkSync(path.basename(file), file), /^ELOOP: /],
])('a file that is %s is an error with place and remedy, and has nothing', (_name, make, what) => {
  const folder = folderWith({ 'a/ok.go': '' });
  make(path.join(folder, 'a/x.go'));
  const reader = readerOf(folder);
  expect(reader.read('a/x.go', counting())).toBe('nothing');
  expect(reader.read('a/x.go', counting())).toBe('nothing');
  const [error] = [...reader.errors.values()];
  expect(error?.detail.what).toMatch(what);
  expect(error && formatError(error).split('\n').slice(1)).toEqual(['  where  a/x.go', FIX]);
});

test.each<[name: string, make: (file: string) => void]>([
  ['is gone', () => undefined],
  ['leads nowhere', (file) => symlinkSync('gone.go', file)],
  ['leads to a folder', (file) => symlinkSync('.', file)],
])('a file that %s has nothing, and that is no error', (_name, make) => {
  const folder = folderWith({ 'a/ok.go': '' });
  make(path.join(folder, 'a/x.go'));
  const reader = readerOf(folder);
  expect([reader.read('a/x.go', counting()), reader.errors.size]).toEqual(['nothing', 0]);
});

test.each<[name: string, change: Files, parsed: string[]]>([
  ['that is as it was is not parsed again', {}, []],
  ['of the same size is parsed when it changes', { 'a.go': '2' }, ['2']],
  ['of another size is parsed', { 'a.go': '10' }, ['10']],
])('for the next process a file %s', async (_name, change, parsed) => {
  const folder = folderWith({ 'a.go': '1' });
  await settle();
  const cache = new DiskCache<Scan>(folder, 'scans');
  readerOf(folder, cache).read('a.go', counting());
  cache.save();
  write(folder, change);
  const scanner = counting();
  expect(readerOf(folder).read('a.go', scanner)).toBe(`<${parsed[0] ?? '1'}>`);
  expect(scanner.parsed).toEqual(parsed);
});

test('while one graph is made a file is read once', () => {
  const folder = folderWith({ 'a.go': '1' });
  const reader = readerOf(folder);
  reader.read('a.go', counting());
  write(folder, { 'a.go': '2' });
  expect(reader.read('a.go', counting())).toBe('<1>');
});
