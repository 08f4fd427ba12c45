import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inWorktree } from '../../src/adapters/worktree.ts';
import { rejectionOf } from '../failure.ts';
import { write } from '../folder.ts';
import { commit, git, repositoryWith } from '../repository.ts';

const SAME = { node: false, python: false };

/** Two commits; packages are installed in the folder and in one of its packages. */
function workspace() {
  const folder = repositoryWith({ '.gitignore': 'node_modules/\ndist/\n', a: '1', 'tools/x/package.json': '{}' });
  const first = git(folder, 'rev-parse', 'HEAD');
  commit(folder, { a: '2' });
  write(folder, { 'node_modules/p/index.js': 'p', 'tools/x/node_modules/q/index.js': 'q', 'tools/gone/node_modules/r/index.js': 'r' });
  return { folder, first };
}

function expectNothingLeft(folder: string): void {
  expect(readdirSync(path.join(folder, 'dist/.tmp'))).toEqual([]);
  expect(git(folder, 'worktree', 'list').split('\n')).toHaveLength(1);
}

test('has the files of the commit and the packages of the workspace, in a private folder, and leaves nothing', async () => {
  const { folder, first } = workspace();
  const answer = await inWorktree(folder, first, SAME, async (root) => {
    expect(readFileSync(path.join(root, 'a'), 'utf8')).toBe('1');
    for (const file of ['node_modules/p/index.js', 'tools/x/node_modules/q/index.js']) {
      expect(readFileSync(path.join(root, file), 'utf8')).toBe(readFileSync(path.join(folder, file), 'utf8'));
    }
    expect(existsSync(path.join(root, 'tools/gone'))).toBe(false);
    expect(statSync(path.dirname(root)).mode & 0o777).toBe(0o700);
    return 'done';
  });
  expect(answer).toBe('done');
  expectNothingLeft(folder);
});

test('leaves nothing when what is done there fails', async () => {
  const { folder, first } = workspace();
  await expect(inWorktree(folder, first, SAME, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expectNothingLeft(folder);
});

test('a commit that cannot be checked out is refused', async () => {
  const { folder } = workspace();
  expect(await rejectionOf(inWorktree(folder, '0'.repeat(40), SAME, async () => undefined))).toMatch(
    /^E_BASE_UNCHECKED: git worktree add failed: fatal: .*\n {2}fix {4}see to it that this works here, then run the same command again$/,
  );
  expectNothingLeft(folder);
});
