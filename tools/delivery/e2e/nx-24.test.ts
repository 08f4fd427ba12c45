import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RUN_FILE, type Run } from '../src/report/run.ts';
import { expectFailure, expectSuccess } from './failure.ts';
import { useNx24 } from './nx-24.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
  await useNx24(workspace);
});
afterAll(() => remove());

it('executors run, results are restored, and the facts of a run are written', async () => {
  // Otherwise what an earlier run did may be restored.
  const never = randomUUID();
  await workspace.edit('apps/api-server/cmd/api/server.go', (text) => `${text}\n// ${never}\n`);
  await workspace.edit('libs/python/logging/tests/test_setup.py', (text) => `${text}\n# ${never}\n`);
  expect(await statusOf('api-server:build')).toBe('ran');
  expect(await statusOf('api-server:build')).toBe('cached-local');
  expect(await statusOf('python-logging:test')).toBe('ran');
});

it('a broken file is named with its remedy', async () => {
  await workspace.edit('libs/go/logging/go.mod', (text) => text.replace(/^module .*/m, 'module'));
  expectFailure(await workspace.nx('run', 'api-server:build'), 'E_MANIFEST_INVALID', "'module'", 'libs/go/logging/go.mod:1', 'fix');
});

/** What became of a task; those that it depends on run as well. */
async function statusOf(task: string): Promise<string | undefined> {
  expectSuccess(await workspace.nx('run', task));
  const { tasks } = JSON.parse(await workspace.read(RUN_FILE)) as Run;
  return tasks.find(({ project, target }) => `${project}:${target}` === task)?.status;
}
