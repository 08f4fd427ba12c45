import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordOf } from '../tests/image/records.ts';
import { expectFailure, expectSuccess } from './failure.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
  await workspace.git('config', 'user.name', 'e2e');
  await workspace.git('config', 'user.email', 'e2e@example.invalid');
  await workspace.git('tag', 'v1.4.0');
});
afterAll(() => remove());

const version = (...options: string[]) => workspace.nx('run', 'github:version', ...options);
const tags = async () => (await workspace.git('tag', '--points-at', 'HEAD', '--list', 'v*')).split('\n');

/** Changes a line of a project and commits it. @returns the commit. */
async function commit(file: string, message: string): Promise<string> {
  const comment = file.endsWith('.go') ? '//' : '#';
  await workspace.edit(file, (text) => `${text}\n${comment} ${message}\n`);
  await workspace.git('commit', '--quiet', '--all', `--message=${message}`);
  return workspace.git('rev-parse', 'HEAD');
}

/** The tests go on from each other, as versions do. */
it('a fix of a Go service is a patch; shown first, and then nothing but a tag on the commit that is there', async () => {
  const head = await commit('apps/worker/cmd/worker/main.go', 'fix(worker): drain before the end');
  const shown = await version('--dry-run');
  expectSuccess(shown);
  expect(shown.output).toContain('1.4.1');
  expect(await tags()).toEqual(['']);

  expectSuccess(await version());
  expect(await tags()).toEqual(['v1.4.1']);
  // No image is made anew for a version: no file of any source has changed.
  expect([await workspace.git('rev-parse', 'HEAD'), await workspace.git('status', '--porcelain')]).toEqual([head, '']);
  expect(await workspace.read('dist/CHANGELOG.md')).toMatch(/## 1\.4\.1 [\s\S]*\*\*worker:\*\* drain before the end/);
});

it('a commit keeps its version', async () => {
  const again = await version();
  expectSuccess(again);
  expect(again.output).toContain('this commit is v1.4.1');
});

it('a feature of a Python service is a minor version of all, and the name of the release that is deployed', async () => {
  await commit('apps/tax-scraper/src/tax_scraper/__main__.py', 'feat(tax-scraper): invoices of a day');
  expectSuccess(await version());
  expect(await tags()).toEqual(['v1.5.0']);

  await mkdir(path.join(workspace.root, 'dist/images'), { recursive: true });
  for (const image of ['tax-scraper', 'insurance-edi', 'worker', 'api-server'])
    await workspace.edit(`dist/images/${image}.json`, () => JSON.stringify(recordOf({ image, repository: `ghcr.io/kerp/${image}` })));
  const release = await workspace.nx('run', 'deployments:release');
  expectSuccess(release);
  expect(release.output).toContain('v1.5.0: dist/release.json');
});

it('a hotfix counts patches, whatever its commits say', async () => {
  await workspace.git('switch', '--quiet', '--create', 'hotfix/login');
  await commit('apps/api-server/cmd/api/main.go', 'feat(api-server): another way to log in');
  expectSuccess(await version());
  expect(await tags()).toEqual(['v1.5.1']);
});

it('main takes no version that a hotfix has: it comes back first', async () => {
  await workspace.git('switch', '--quiet', 'main');
  await commit('apps/worker/cmd/worker/main.go', 'fix(worker): count retries');
  expectFailure(
    await version(),
    'E_VERSION_TAKEN: the next version would be v1.5.1, which another branch has',
    'fix    merge it into this one, then make the version after it: git merge v1.5.1',
  );
  await workspace.git('merge', '--quiet', '--no-edit', 'v1.5.1');
  expectSuccess(await version());
  expect(await tags()).toEqual(['v1.5.2']);
});

it('what is not committed is in no version', async () => {
  await commit('apps/worker/cmd/worker/main.go', 'fix(worker): say why');
  await workspace.edit('README.md', (text) => `${text}\n`);
  expectFailure(await version(), 'E_RELEASE: changes that are not committed would be in no version', 'fix    git commit, or git stash');
  await workspace.git('checkout', '--quiet', 'README.md');
});

it('on a branch for work no versions are made', async () => {
  await workspace.git('switch', '--quiet', '--create', 'feature/fax');
  expectFailure(
    await version(),
    'E_OPTION_INVALID: no versions are made on feature/fax',
    'where  deployments/branches.json',
    'fix    git switch <branch>, one of: main, release/*, hotfix/*',
  );
});
