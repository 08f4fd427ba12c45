import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processRunner } from '../../src/adapters/process.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { workingTree, writtenBetween } from '../../src/pipeline/working-tree.ts';
import { rejectionOf } from '../failure.ts';
import { folderWith, write } from '../folder.ts';
import { repositoryWith } from '../repository.ts';

const treeOf = (folder: string) => workingTree(folder, processRunner(folder, workspaceTools(folder, [])));

test('what was written, made or removed, whatever had been changed before', async () => {
  const folder = repositoryWith({ same: '1', 'with space': '1', 'back.go': '1', gone: '1', 'dirty.go': '1' });
  write(folder, { 'back.go': '2', 'dirty.go': '2', 'new/급여.py': '1', untouched: '1' });
  const before = await treeOf(folder);
  write(folder, { 'with space': '2', 'back.go': '1', 'new/급여.py': '2', made: '1' });
  rmSync(path.join(folder, 'gone'));
  expect(writtenBetween(before, await treeOf(folder))).toEqual(['back.go', 'gone', 'made', 'new/급여.py', 'with space']);
});

test('nothing of the same moment', async () => {
  const folder = repositoryWith({ a: '1' });
  write(folder, { a: '2', b: '1' });
  expect(writtenBetween(await treeOf(folder), await treeOf(folder))).toEqual([]);
});

test('where there is no clone, that is said', async () => {
  expect(await rejectionOf(treeOf(folderWith({})))).toContain('E_NOT_A_CLONE');
});
