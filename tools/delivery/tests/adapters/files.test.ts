import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makePortable, replaceFolder, writeFileWhole } from '../../src/adapters/files.ts';
import { folderWith, write } from '../folder.ts';

const text = (...parts: string[]) => readFileSync(path.join(...parts), 'utf8');
const mode = (...parts: string[]) => (lstatSync(path.join(...parts)).mode & 0o777).toString(8);

test('replaces a folder as a whole', async () => {
  const root = folderWith({ 'dist/app/old': 'old', 'dist/app/both': 'old' });
  await replaceFolder(root, 'dist/app', async (temporary) => write(path.join(root, temporary), { both: 'new' }));
  expect(readdirSync(path.join(root, 'dist/app'))).toEqual(['both']);
  expect(text(root, 'dist/app/both')).toBe('new');
});

test('makes a folder that was not there, and those above it', async () => {
  const root = folderWith();
  await replaceFolder(root, 'a/b/c', async (temporary) => write(path.join(root, temporary), { file: 'new' }));
  expect(text(root, 'a/b/c/file')).toBe('new');
  expect(mode(root, 'a/b/c')).toBe('755');
});

test('the earlier folder is there while the new one is filled', async () => {
  const root = folderWith({ 'app/file': 'old' });
  let seen = '';
  await replaceFolder(root, 'app', async (temporary) => {
    write(path.join(root, temporary), { file: 'new' });
    seen = text(root, 'app/file');
  });
  expect([seen, text(root, 'app/file')]).toEqual(['old', 'new']);
});

test.each(['', 'app/file'])('a failure leaves what was there (%j), and nothing half-made', async (file) => {
  const root = folderWith(file === '' ? {} : { [file]: 'old' });
  const half = replaceFolder(root, 'app', async (temporary) => {
    write(path.join(root, temporary), { file: 'half' });
    throw new Error('no space left');
  });
  await expect(half).rejects.toThrow('no space left');
  expect(existsSync(path.join(root, 'app')) ? text(root, 'app/file') : '').toBe(file === '' ? '' : 'old');
  expect(readdirSync(path.join(root, 'dist/.tmp'))).toEqual([]);
});

test('what killed processes left half-made is removed, what others are making is not', async () => {
  const { pid: dead } = spawnSync('true');
  const root = folderWith({ [`dist/.tmp/${dead}-a/file`]: '', [`dist/.tmp/${process.pid}-b/file`]: '', 'dist/.tmp/other': '' });
  await replaceFolder(root, 'app', async () => {});
  expect(readdirSync(path.join(root, 'dist/.tmp')).sort()).toEqual([`${process.pid}-b`, 'other']);
});

test('writes a file as a whole, and nothing beside it', async () => {
  const root = folderWith({ 'dist/a.json': 'a longer text than the new one' });
  await writeFileWhole(root, 'dist/a.json', 'new');
  await writeFileWhole(root, 'dist/deep/b.json', 'b');
  expect([text(root, 'dist/a.json'), text(root, 'dist/deep/b.json')]).toEqual(['new', 'b']);
  expect(readdirSync(path.join(root, 'dist')).sort()).toEqual(['a.json', 'deep']);
});

test.each([
  [0o600, '644'],
  [0o666, '644'],
  [0o464, '644'],
  [0o700, '755'],
  [0o777, '755'],
  [0o500, '755'],
])('a file of mode %o gets the mode %s', async (before, after) => {
  const root = folderWith({ 'a/.hidden/.file': '' });
  chmodSync(path.join(root, 'a/.hidden/.file'), before);
  chmodSync(path.join(root, 'a/.hidden'), 0o700);
  await makePortable(root, []);
  expect([mode(root, 'a/.hidden'), mode(root, 'a/.hidden/.file')]).toEqual(['755', after]);
});

test('does not follow links out of the folder, also not links to nothing', async () => {
  const outside = folderWith({ secret: '' });
  chmodSync(path.join(outside, 'secret'), 0o600);
  const root = folderWith();
  symlinkSync(outside, path.join(root, 'folder'));
  symlinkSync(path.join(outside, 'secret'), path.join(root, 'file'));
  symlinkSync('/nonexistent', path.join(root, 'nothing'));
  await makePortable(root, []);
  expect(mode(outside, 'secret')).toBe('600');
});

test('removes what differs from machine to machine, and only that', async () => {
  const root = folderWith({
    'deps/.lock': '',
    'deps/bin/tool': '',
    'deps/a/bin/kept': '',
    'deps/a.dist-info/RECORD': '',
    'deps/a.dist-info/METADATA': '',
  });
  await makePortable(root, ['*/.lock', '*/bin', '*/*.dist-info/{RECORD,INSTALLER}']);
  const left = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(left.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))).sort()).toEqual([
    'deps/a.dist-info/METADATA',
    'deps/a/bin/kept',
  ]);
});

test('removes what a killed process left, and nothing of one that is at work', async () => {
  // No process has the largest number that a process id can have.
  const root = folderWith({
    'dist/.tmp/2147483647-dead/half': '',
    [`dist/.tmp/${process.ppid}-alive/half`]: '',
    'dist/.tmp/other/file': '',
  });
  await replaceFolder(root, 'app', async () => undefined);
  expect(readdirSync(path.join(root, 'dist/.tmp')).sort()).toEqual([`${process.ppid}-alive`, 'other']);
});
