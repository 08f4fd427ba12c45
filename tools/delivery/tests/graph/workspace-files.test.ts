import { readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DiskCache } from '../../src/graph/disk-cache.ts';
import { type KnownFolder, workspaceFiles } from '../../src/graph/workspace-files.ts';
import { type Files, folderWith, write } from '../folder.ts';
import { settle } from './settle.ts';

function cacheIn(folder: string): DiskCache<KnownFolder> {
  return new DiskCache(folder, 'folders');
}

function listed(folder: string, cache = cacheIn(folder)): string[] {
  return workspaceFiles(folder, /\.go$/, cache);
}

test.each<[name: string, files: Files, found: string[]]>([
  ['names that are wanted, at any depth', { 'a.go': '', 'b.txt': '', 'c/d/e.go': '' }, ['a.go', 'c/d/e.go']],
  ['not what Nx never looks into', { '.git/a.go': '', 'a/node_modules/b.go': '' }, []],
  ['not what git ignores', { '.gitignore': 'gen/\n*.pb.go\n', 'gen/a.go': '', 'a.pb.go': '', 'a/gen/a.go': '', 'b.go': '' }, ['b.go']],
  ['not what Nx ignores', { '.nxignore': 'a\n', 'a/a.go': '', 'b.go': '' }, ['b.go']],
  [
    'rules hold from their folder down',
    { 'a/.gitignore': '/gen\n', 'a/gen/a.go': '', 'a/b/gen/a.go': '', 'gen/a.go': '' },
    ['a/b/gen/a.go', 'gen/a.go'],
  ],
  ['a deeper rule wins', { '.gitignore': '*.pb.go\n', 'a/.gitignore': '!*.pb.go\n', 'a/x.pb.go': '', 'b/x.pb.go': '' }, ['a/x.pb.go']],
  ['nothing comes back from an ignored folder', { '.gitignore': 'a/\n!a/b.go\n', 'a/b.go': '' }, []],
])('%s', (_name, files, found) => {
  expect(listed(folderWith(files))).toEqual(found);
});

test('a link to a folder is not followed, so a loop does not matter', () => {
  const folder = folderWith({ 'a/a.go': '' });
  symlinkSync('..', path.join(folder, 'a/up'));
  symlinkSync('a.go', path.join(folder, 'a/link.go'));
  expect(listed(folder)).toEqual(['a/a.go', 'a/link.go']);
});

test.each<[name: string, change: (folder: string) => void, found: string[]]>([
  ['a new file', (folder) => write(folder, { 'a/b.go': '' }), ['a/a.go', 'a/b.go', 'c.go']],
  ['a new folder', (folder) => write(folder, { 'a/b/b.go': '' }), ['a/a.go', 'a/b/b.go', 'c.go']],
  ['a file that is gone', (folder) => rmSync(path.join(folder, 'a/a.go')), ['c.go']],
  ['a new rule', (folder) => write(folder, { '.gitignore': 'a\n' }), ['c.go']],
  ['another rule in a file that was there', (folder) => write(folder, { 'a/.gitignore': '*.go\n' }), ['c.go']],
  ['nothing', () => undefined, ['a/a.go', 'c.go']],
])('%s is seen by a process that knows the folders', async (_name, change, found) => {
  const folder = folderWith({ 'a/a.go': '', 'a/.gitignore': '', 'c.go': '' });
  await settle();
  const first = cacheIn(folder);
  listed(folder, first);
  first.save();
  change(folder);
  expect(listed(folder)).toEqual(found);
});

test('a folder that has not changed is not read again', async () => {
  const folder = folderWith({ 'a/a.go': '' });
  await settle();
  const first = cacheIn(folder);
  listed(folder, first);
  // What only a reader of the folder would see: its entry was put into the cache under another name.
  const known = first.get('a/');
  if (known !== undefined) first.set('a/', { ...known, files: ['remembered.go'] });
  expect(listed(folder, first)).toEqual(['a/remembered.go']);
  utimesSync(path.join(folder, 'a'), 1, 1);
  expect(listed(folder, first)).toEqual(['a/a.go']);
  expect(readdirSync(folder)).toEqual(['a']);
});
