import { mkdir, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectFailure, expectSuccess } from './failure.ts';
import { filesIn, sharedWorkspace, type Workspace } from './workspace.ts';

/** What nx and the plugin need of the operating system, and nothing else: no Go, no container engine. */
const PROGRAMS = ['sh', 'git', 'uname', 'env', 'cat'];

let workspace: Workspace;
let bare: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
  const bin = path.join(workspace.root, 'dist/bin');
  await mkdir(bin);
  const { output } = await workspace.run('which', ...PROGRAMS);
  for (const program of output.trim().split('\n')) await symlink(program, path.join(bin, path.basename(program)));
  bare = workspace.with({ PATH: [path.join(workspace.root, 'node_modules/.bin'), bin].join(path.delimiter) });
});
afterAll(() => remove());

it('without Go, a build says so and keeps the earlier output', async () => {
  const before = await filesIn(path.join(workspace.root, 'dist/apps/api-server'));
  expectFailure(await bare.nx('run', 'api-server:build'), 'E_TOOL_MISSING', "'go' was not found", 'where', 'fix');
  expect(await filesIn(path.join(workspace.root, 'dist/apps/api-server'))).toEqual(before);
});

it('without a container engine, docker names each one with its reason', async () => {
  const engineless = bare.with({
    PATH: [path.join(workspace.root, 'node_modules/.bin'), path.join(workspace.root, 'dist/bin'), await folderOf('go')].join(
      path.delimiter,
    ),
  });
  expectFailure(
    await engineless.nx('run', 'api-server:docker'),
    'E_ENGINE_MISSING: none of docker, buildah, podman works',
    'docker: not installed',
    'buildah: not installed',
    'podman: not installed',
    'fix',
  );
});

it.each([
  ['lint', 'E_SCANNER'],
  ['test', 'E_TOOL_MISSING'],
  ['build', 'E_TOOL_MISSING'],
])('without the Python environment, %s says how to make it: %s', async (target, code) => {
  const [environment, away] = [path.join(workspace.root, '.venv'), path.join(workspace.root, '.venv-away')];
  await rename(environment, away);
  const result = await workspace.nx('run', `insurance-edi:${target}`);
  await rename(away, environment);
  expectFailure(result, code, 'is not installed in this workspace', 'fix    make setup');
});

it('with the tools, the same tasks succeed', async () => {
  expectSuccess(await workspace.nx('run-many', '--targets=build', '--projects=api-server,insurance-edi'));
});

async function folderOf(program: string): Promise<string> {
  const { output } = await workspace.run('which', program);
  return path.dirname(output.trim());
}
