import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImageRecord } from '../src/image/record.ts';
import type { Report } from '../src/report/report.ts';
import { privateStore } from './engine-store.ts';
import { expectFailure, expectSuccess } from './failure.ts';
import { filesIn, sharedWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  const shared = await sharedWorkspace();
  remove = shared.remove;
  workspace = await privateStore(shared.workspace, 'store');
});
afterAll(() => remove());

const pipeline = (...options: string[]) => workspace.run('node', 'tools/delivery/src/pipeline/main.ts', '--no-deploy', ...options);
const record = async () => JSON.parse(await workspace.read('dist/images/api-server.json')) as ImageRecord;
const report = async () => JSON.parse(await workspace.read('dist/report/report.json')) as Report;

it.each(['nope', '--help', 'HEAD~999', 'a b'])('a base that is no commit is named: %s', async (base) => {
  const before = await filesIn(path.join(workspace.root, 'dist'));
  expectFailure(await pipeline(`--base=${base}`), `E_BASE_UNKNOWN: '${base}' is no commit of this clone`, 'fix    fetch it');
  expect(await filesIn(path.join(workspace.root, 'dist'))).toEqual(before);
});

it('without a change no task runs, and the report says so', async () => {
  expectSuccess(await pipeline('--base=HEAD'));
  expect((await report()).run.tasks).toEqual([]);
  expect((await report()).commit).toBe(await workspace.git('rev-parse', 'HEAD'));
});

it('a detached HEAD packs the same image as a branch', async () => {
  expectSuccess(await workspace.nx('run', 'api-server:docker'));
  const onBranch = await record();
  await workspace.git('checkout', '--quiet', '--detach');
  expectSuccess(await workspace.nx('run', 'api-server:docker'));
  await workspace.git('checkout', '--quiet', 'main');
  expect(await record()).toEqual({ ...onBranch, outcome: 'present' });
});

it('a change that is not committed runs its project only, and is called dirty', async () => {
  const file = 'apps/api-server/cmd/api/server.go';
  const text = await workspace.read(file);
  await workspace.edit(file, () => `${text}\n// changed\n`);
  const result = await pipeline('--base=HEAD');
  await workspace.edit(file, () => text);
  expectSuccess(result);
  const { run, commit, images } = await report();
  const services = run.tasks.filter(({ target, project }) => target === 'docker' || project === 'api-server');
  expect(services.map(({ project, target }) => `${project}:${target}`).sort()).toEqual(
    ['build', 'docker', 'generate', 'lint', 'scan', 'test'].map((target) => `api-server:${target}`),
  );
  expect(commit).toMatch(/^[0-9a-f]{40}-dirty$/);
  expect(images.map(({ image, outcome }) => [image, outcome])).toEqual([['api-server', 'built']]);
  expect((await record()).revision).toMatch(/^[0-9a-f]{40}-dirty$/);
});

it('a shallow clone is told how to get the history', async () => {
  await workspace.edit('.git/shallow', () => '');
  const head = await workspace.git('rev-parse', 'HEAD');
  await workspace.git('branch', 'elsewhere', 'HEAD~1');
  await workspace.edit('.git/shallow', () => `${head}\n`);
  expectFailure(await workspace.nx('run', 'api-server:docker'), 'E_CLONE_SHALLOW', 'apps/api-server', 'fix    git fetch --unshallow');
  expectFailure(
    await pipeline('--base=elsewhere'),
    'E_CLONE_SHALLOW',
    'the common ancestor of elsewhere and HEAD',
    'fix    git fetch --unshallow',
  );
});
