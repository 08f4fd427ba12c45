import path from 'node:path';
import { expect, it } from 'vitest';
import { expectFailure, expectSuccess } from './failure.ts';
import { filesIn, freshWorkspace } from './workspace.ts';

/** In a mount namespace of its own, so that the small disk is gone with the process. */
const SMALL_DISK = 'mount -t tmpfs -o size=2m tmpfs dist && exec "$@"';

it.skipIf(process.getuid?.() !== 0).each([
  { task: 'api-server:build', says: ['no space left on device', 'E_COMMAND_FAILED', 'apps/api-server: go build', 'fix'] },
  { task: 'insurance-edi:build', says: ['No space left on device', 'E_COMMAND_FAILED', 'uv pip install', 'fix'] },
])('$task on a full disk fails with the reason, and works with room', async ({ task, says }) => {
  const workspace = await freshWorkspace();
  const before = await filesIn(path.join(workspace.root, 'dist/apps'));
  const build = ['nx', 'run', task, '--skip-nx-cache', '--exclude-task-dependencies'];
  expectFailure(await workspace.run('unshare', '--mount', 'sh', '-c', SMALL_DISK, 'sh', ...build), ...says);
  expectSuccess(await workspace.nx('run', task, '--skip-nx-cache'));
  expect(await filesIn(path.join(workspace.root, 'dist/apps'))).toEqual(before);
});
