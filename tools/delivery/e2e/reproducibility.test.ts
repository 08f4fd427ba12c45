import { chmod, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { ImageRecord } from '../src/image/record.ts';
import { RUN_FILE, type Run } from '../src/report/run.ts';
import { privateStore } from './engine-store.ts';
import { expectSuccess } from './failure.ts';
import { filesIn, freshWorkspace, type Workspace } from './workspace.ts';

const BUILD = ['run-many', '--targets=build,docker', '--projects=api-server,worker', '--skip-nx-cache'];

it('the same commit gives the same bytes, images and task hashes in another folder, with another umask and other times', async () => {
  const first = await made(await freshWorkspace(), '022');
  const elsewhere = await freshWorkspace();
  await withoutTraces(elsewhere);
  expect(await made(elsewhere, '077')).toEqual(first);
});

it('a Python service is the same bytes wherever it is built', async () => {
  const build = ['run', 'insurance-edi:build', '--skip-nx-cache', '--exclude-task-dependencies'];
  const workspaces = [await freshWorkspace(), await freshWorkspace()] as const;
  await withoutTraces(workspaces[1]);
  const [first, second] = await Promise.all(
    workspaces.map(async (workspace, index) => {
      expectSuccess(await withUmask(workspace, index === 0 ? '022' : '077', ...build));
      return filesIn(path.join(workspace.root, 'dist/apps/insurance-edi'));
    }),
  );
  expect(Object.keys(first ?? {}).length).toBeGreaterThan(100);
  expect(second).toEqual(first);
});

async function made(workspace: Workspace, umask: string) {
  const isolated = await privateStore(workspace, `store-${umask}`);
  expectSuccess(await withUmask(isolated, umask, ...BUILD));
  const images = await Promise.all(
    ['api-server', 'worker'].map(async (image) => JSON.parse(await workspace.read(`dist/images/${image}.json`)) as ImageRecord),
  );
  const { tasks } = JSON.parse(await workspace.read(RUN_FILE)) as Run;
  return {
    files: {
      ...(await filesIn(path.join(workspace.root, 'dist/apps/api-server'))),
      ...(await filesIn(path.join(workspace.root, 'dist/apps/worker'))),
    },
    images,
    hashes: tasks.map(({ project, target, hash }) => `${project}:${target} ${hash}`).sort(),
  };
}

async function withUmask(workspace: Workspace, umask: string, ...args: string[]) {
  return workspace.run('sh', '-c', `umask ${umask} && exec nx "$@"`, 'sh', ...args);
}

/** As if checked out by somebody who shares nothing, at another time. */
async function withoutTraces(workspace: Workspace): Promise<void> {
  for (const file of (await workspace.git('ls-files')).split('\n')) {
    const full = path.join(workspace.root, file);
    await chmod(full, (await stat(full)).mode & 0o700);
    await utimes(full, 1_000_000_000, 1_000_000_000);
  }
}
