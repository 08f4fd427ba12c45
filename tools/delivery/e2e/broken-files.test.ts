import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectFailure, expectSuccess } from './failure.ts';
import { filesIn, sharedWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
});
afterAll(() => remove());

const cases: { name: string; file: string; change: (text: string) => string; task: string[]; says: string[] }[] = [
  {
    name: 'a go.mod without the name of its module',
    file: 'libs/go/logging/go.mod',
    change: (text) => text.replace(/^module .*/m, 'module'),
    task: ['run', 'api-server:build'],
    says: ['E_MANIFEST_INVALID', "'module'", 'libs/go/logging/go.mod:1', 'fix'],
  },
  {
    name: 'a pyproject.toml that is not TOML',
    file: 'apps/insurance-edi/pyproject.toml',
    change: (text) => `[broken\n${text}`,
    task: ['run', 'insurance-edi:build'],
    says: ['E_MANIFEST_INVALID', 'Invalid TOML document', 'apps/insurance-edi/pyproject.toml:1:', 'fix'],
  },
  {
    name: 'a Dockerfile without FROM',
    file: 'deployments/docker/api-server/Dockerfile',
    change: (text) => text.replace(/^FROM.*/m, ''),
    task: ['run', 'api-server:build'],
    says: ['E_MANIFEST_INVALID', 'there is no FROM instruction', 'deployments/docker/api-server/Dockerfile:1', 'fix'],
  },
  {
    name: 'a Dockerfile whose FROM uses an argument without a default',
    file: 'deployments/docker/insurance-edi/Dockerfile',
    change: (text) => text.replace(/^ARG BASE_IMAGE=.*/m, 'ARG BASE_IMAGE'),
    task: ['run', 'insurance-edi:build'],
    says: [
      'E_MANIFEST_INVALID',
      "FROM uses 'BASE_IMAGE', which has no default: write ARG BASE_IMAGE=<image>",
      'deployments/docker/insurance-edi/Dockerfile:5',
      'fix',
    ],
  },
  {
    name: 'a go.work that joins two modules of one path',
    file: 'libs/go/logging/go.mod',
    change: (text) => text.replace(/^module .*/m, 'module kerp.io/libs/go/settings'),
    task: ['run', 'api-server:build'],
    says: ['E_MANIFEST_INVALID', "claim the module path 'kerp.io/libs/go/settings'", 'go.work:', 'fix'],
  },
  {
    name: 'a uv.lock that is not TOML',
    file: 'uv.lock',
    change: (text) => `[broken\n${text}`,
    task: ['run', 'insurance-edi:build'],
    says: ['E_MANIFEST_INVALID', 'Invalid TOML document', 'uv.lock:1:', 'fix'],
  },
  {
    name: 'a binary file that has the name of a source',
    file: 'libs/python/logging/src/kerp_logging/binary.py',
    change: () => 'import\0',
    task: ['run-many', '--targets=build'],
    says: [
      'E_SOURCE_UNREADABLE: the file is binary: byte 6 is 0',
      'libs/python/logging/src/kerp_logging/binary.py',
      'name it in .nxignore',
    ],
  },
  {
    name: 'an option that names no toolchain',
    file: 'apps/api-server/go.mod',
    change: (text) => text,
    task: ['run', 'api-server:build', '--toolchain=cobol'],
    says: ["'cobol' should be one of go,go-tool,python"],
  },
  {
    name: 'a Go source that does not compile',
    file: 'apps/api-server/cmd/api/server.go',
    change: (text) => `${text}\nvar broken int = "text"\n`,
    task: ['run', 'api-server:build'],
    says: ['cmd/api/server.go:', 'E_COMMAND_FAILED: go build api failed with exit code 1', 'apps/api-server: go build', 'fix'],
  },
];

it.each(cases)('$name is named with its remedy, and the earlier output stays', async ({ file, change, task, says }) => {
  const [text, before] = await Promise.all([workspace.read(file), filesIn(path.join(workspace.root, 'dist/apps'))]);
  await workspace.edit(file, change);
  expectFailure(await workspace.nx(...task), ...says);
  expect(await filesIn(path.join(workspace.root, 'dist/apps'))).toEqual(before);
  expect(await filesIn(path.join(workspace.root, 'dist/.tmp'))).toEqual({});
  await workspace.edit(file, () => text || undefined);
});

it('works again when the files are correct', async () => {
  expectSuccess(await workspace.nx('run', 'insurance-edi:build'));
});

it('the main job names the broken file as well', async () => {
  await workspace.edit('apps/api-server/go.mod', (text) => text.replace(/^module .*/m, 'module'));
  expectFailure(
    await workspace.run('node', 'tools/delivery/src/pipeline/main.ts', '--no-deploy'),
    'E_MANIFEST_INVALID',
    'apps/api-server/go.mod:1',
    'fix',
  );
});

it('the main job names an nx.json that is not JSON', async () => {
  await workspace.edit('nx.json', () => '{');
  expectFailure(await workspace.run('node', 'tools/delivery/src/pipeline/main.ts', '--no-deploy'), 'E_MANIFEST_INVALID', 'nx.json', 'fix');
});
