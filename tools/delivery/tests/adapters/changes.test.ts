import { renameSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { gitChanges } from '../../src/adapters/changes.ts';
import { processRunner } from '../../src/adapters/process.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { rejectionOf } from '../failure.ts';
import { write } from '../folder.ts';
import { git, repositoryWith } from '../repository.ts';

const changesIn = (folder: string) => gitChanges(processRunner(folder, workspaceTools(folder, [])));
const TEXT = '1\n2\n3\n4\n5\n6\n';

test('lines that were added or altered, committed or not; a file that git does not know yet is all of it', async () => {
  const folder = repositoryWith({ 'a b.py': TEXT, gone: TEXT, same: TEXT });
  write(folder, { 'a b.py': '1\nzwei\n3\n4\nneu\nneu\n5\n', '급여.py': '1\n', same: TEXT });
  git(folder, 'rm', '--quiet', 'gone');
  write(folder, { 'staged.py': '1\n2\n' });
  git(folder, 'add', 'staged.py');
  expect(await changesIn(folder).lines('HEAD')).toEqual(
    new Map<string, unknown>([
      [
        'a b.py',
        [
          [2, 2],
          [5, 6],
        ],
      ],
      ['staged.py', [[1, 2]]],
      ['급여.py', undefined],
    ]),
  );
});

test('renamed files by their earlier name', async () => {
  const folder = repositoryWith({ 'a/x.py': TEXT, other: 'o' });
  renameSync(path.join(folder, 'a/x.py'), path.join(folder, 'y z.py'));
  git(folder, 'add', '--all');
  expect(await changesIn(folder).renames('HEAD')).toEqual(new Map([['a/x.py', 'y z.py']]));
});

test('whether paths differ from a commit', async () => {
  const folder = repositoryWith({ 'uv.lock': '1', other: '1' });
  write(folder, { other: '2' });
  const changes = changesIn(folder);
  expect(await changes.differ('HEAD', ['uv.lock'])).toBe(false);
  expect(await changes.differ('HEAD', ['uv.lock', 'other'])).toBe(true);
});

test('a commit that is not there is refused', async () => {
  expect(await rejectionOf(changesIn(repositoryWith({})).renames('nope'))).toMatch(/^E_NOT_A_CLONE: fatal: bad revision 'nope'/);
});
