import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { gitClone } from '../../src/adapters/git.ts';
import { processRunner } from '../../src/adapters/process.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { rejectionOf } from '../failure.ts';
import { folderWith, write } from '../folder.ts';
import { COMMITTED, commit, git, repositoryWith, shallowClone } from '../repository.ts';

const cloneAt = (folder: string) => gitClone(processRunner(folder, workspaceTools(folder, [])));

test('origin is the last commit that touched one of the paths, and its time in UTC', async () => {
  const folder = repositoryWith({ 'a/x': '1', 'b/x': '1' });
  const first = git(folder, 'rev-parse', 'HEAD');
  const second = commit(folder, { 'b/x': '2' });
  const third = commit(folder, { 'b/README.md': 'words' });
  const clone = cloneAt(folder);
  expect(await clone.origin(['a'])).toEqual({ revision: first, created: COMMITTED });
  expect((await clone.origin(['a', 'b', ':(exclude,glob)b/**/*.md'])).revision).toBe(second);
  expect((await clone.origin(['b'])).revision).toBe(third);
});

test.each([
  ['changed', { 'a/x': '2' }],
  ['not known to git', { 'a/new': '' }],
])('origin says that a file is %s', async (_name, files) => {
  const folder = repositoryWith({ 'a/x': '1', 'b/x': '1' });
  const head = git(folder, 'rev-parse', 'HEAD');
  write(folder, files);
  expect((await cloneAt(folder).origin(['a'])).revision).toBe(`${head}-dirty`);
  expect((await cloneAt(folder).origin(['b'])).revision).toBe(head);
});

test('origin of what no commit has', async () => {
  expect(await cloneAt(repositoryWith({})).origin(['a'])).toEqual({ revision: 'uncommitted', created: '1970-01-01T00:00:00Z' });
});

test('origin in a shallow clone: known when the commit is in it, refused when it may be older', async () => {
  const repository = repositoryWith({ 'a/x': '1' });
  commit(repository, { 'b/x': '1' });
  const folder = shallowClone(repository);
  const latest = commit(folder, { 'c/x': '1' });
  expect((await cloneAt(folder).origin(['c'])).revision).toBe(latest);
  expect(await rejectionOf(cloneAt(folder).origin(['a', 'd']))).toBe(
    'E_CLONE_SHALLOW: this shallow clone does not reach the commit that last touched a\n  fix    git fetch --unshallow',
  );
});

test('outside of a clone', async () => {
  expect(await rejectionOf(cloneAt(folderWith()).origin(['.']))).toBe(
    'E_NOT_A_CLONE: fatal: not a git repository (or any of the parent directories): .git\n' +
      '  fix    work in a git clone of the repository with at least one commit',
  );
});

test.each(['nope', '--help', '-x', 'HEAD~5', ''])('the ref %j is no commit', async (ref) => {
  const clone = cloneAt(repositoryWith({}));
  expect(await clone.has(ref)).toBe(false);
  expect(await rejectionOf(clone.commit(ref))).toBe(
    `E_BASE_UNKNOWN: '${ref}' is no commit of this clone\n` + `  fix    fetch it (git fetch origin '${ref}') or name another one`,
  );
});

test('finds commits by branch, tag and SHA', async () => {
  const folder = repositoryWith({});
  const head = git(folder, 'rev-parse', 'HEAD');
  git(folder, 'tag', '--annotate', '--message=x', 'v1.0.0');
  const clone = cloneAt(folder);
  for (const ref of ['main', 'HEAD', 'v1.0.0', head, head.slice(0, 10)]) expect(await clone.commit(ref)).toBe(head);
});

test('merge base: the common ancestor, or none', async () => {
  const folder = repositoryWith({});
  const first = git(folder, 'rev-parse', 'HEAD');
  git(folder, 'branch', 'topic');
  commit(folder, { a: '1' });
  git(folder, 'checkout', '--quiet', '--orphan', 'other');
  commit(folder, { b: '1' });
  expect(await cloneAt(folder).mergeBase('main', 'topic')).toBe(first);
  expect(await cloneAt(folder).mergeBase('main', 'other')).toBeUndefined();
});

test('branch, versions and shallowness', async () => {
  const folder = repositoryWith({});
  for (const tag of ['v1.2.3', 'v2.0.0-rc.1', 'nightly', 'version']) git(folder, 'tag', tag);
  const clone = cloneAt(folder);
  expect([await clone.branch(), await clone.versions(), await clone.isShallow()]).toEqual(['main', ['v1.2.3', 'v2.0.0-rc.1'], false]);
  git(folder, 'checkout', '--quiet', '--detach');
  commit(folder, { a: '1' });
  expect([await clone.branch(), await clone.versions()]).toEqual([undefined, []]);
  expect(await cloneAt(shallowClone(folder)).isShallow()).toBe(true);
});

test('files are those of git and new ones, without ignored and deleted ones', async () => {
  const folder = repositoryWith({ 'a/x': '', 'a/gone': '', 'a/급여 대장': '', 'b/x': '', '.gitignore': '*.log\n' });
  write(folder, { 'a/new': '', 'a/ignored.log': '' });
  rmSync(path.join(folder, 'a/gone'));
  const files = await cloneAt(folder).files(['a']);
  expect(files.filter((file) => file !== '').sort()).toEqual(['a/new', 'a/x', 'a/급여 대장']);
});
