import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUN_FILE, type Run } from '../src/report/run.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

const TARGETS = '--targets=lint,test,build,docker';
const IDLE = `
import { mkdir, writeFile } from 'node:fs/promises';
export default async (_options, { root, targetName }) => {
  if (targetName !== 'generate') return { success: true };
  await mkdir(root + '/libs/proto/gen', { recursive: true });
  await writeFile(root + '/libs/proto/gen/stub', process.env.NX_TASK_HASH);
  return { success: true };
};
`;

let workspace: Workspace;
let remove: () => Promise<void>;

/**
 * Executors that do nothing show as well as the real ones which tasks Nx selects and which of those it runs. Only `generate`
 * makes something: what no generator made before.
 */
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
  await writeFile(path.join(workspace.root, 'tools/delivery/idle.ts'), IDLE);
  await workspace.edit('tools/delivery/executors.json', (text) =>
    text.replaceAll(/"implementation": "[^"]+"/g, '"implementation": "./idle.ts"'),
  );
  await workspace.git('-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid', 'commit', '--quiet', '--all', '--message=idle');
  await tasksOf('run-many');
});
afterAll(() => remove());

/** @returns the tasks that ran, without those that came from the cache. */
async function tasksOf(...selection: string[]): Promise<string[]> {
  // Nx writes none when nothing is affected.
  await workspace.edit(RUN_FILE, () => undefined);
  const { exitCode, output } = await workspace.nx(...selection, TARGETS, '--outputStyle=static');
  expect(exitCode, output).toBe(0);
  const { tasks } = JSON.parse((await workspace.read(RUN_FILE)) || '{"tasks":[]}') as Run;
  return tasks.flatMap(({ project, target, status }) => (status === 'ran' ? [`${project}:${target}`] : [])).sort();
}

const all = (project: string, ...targets: string[]) => targets.map((target) => `${project}:${target}`);
const service = (project: string) => all(project, 'build', 'docker', 'lint', 'test');
/** Their `docker` asks the engine each time and is never taken from the cache. */
const asked = (...projects: string[]) => projects.map((project) => `${project}:docker`);
const bases = asked('python-base', 'browser-base');

const goProjects = ['program', 'buildinfo', 'httpserver', 'go-logging', 'go-settings', 'api-server', 'worker', 'gotruth'];
const pythonProjects = ['grpc-server', 'python-logging', 'python-settings', 'tax-scraper', 'insurance-edi'];

const cases: { name: string; file: string; runs: string[] }[] = [
  { name: 'a service', file: 'apps/api-server/cmd/api/server.go', runs: service('api-server') },
  {
    name: 'a test of a service',
    file: 'apps/api-server/http/handler_test.go',
    runs: [...all('api-server', 'lint', 'test'), ...asked('api-server')],
  },
  {
    name: 'a Go library',
    file: 'libs/go/httpserver/server.go',
    runs: [...all('httpserver', 'lint', 'test'), ...all('program', 'lint', 'test'), ...service('api-server'), ...service('worker')],
  },
  {
    name: 'a test of a Go library',
    file: 'libs/go/httpserver/server_test.go',
    runs: [...all('httpserver', 'lint', 'test'), ...asked('api-server', 'worker')],
  },
  {
    name: 'a Python library',
    file: 'libs/python/logging/src/kerp_logging/masking.py',
    runs: [
      ...all('python-logging', 'lint', 'test'),
      ...all('grpc-server', 'lint', 'test'),
      ...service('tax-scraper'),
      ...service('insurance-edi'),
      ...bases,
    ],
  },
  {
    name: 'the .proto sources',
    file: 'libs/proto/kerp/tax/v1/tax_invoice_service.proto',
    runs: ['proto:generate', 'proto:lint', ...service('worker'), ...service('tax-scraper'), ...service('insurance-edi'), ...bases],
  },
  { name: 'a Dockerfile', file: 'deployments/docker/api-server/Dockerfile', runs: asked('api-server') },
  {
    name: 'the packages below the browser',
    file: 'deployments/docker/browser-base/packages.txt',
    runs: asked('python-base', 'browser-base', 'tax-scraper'),
  },
  {
    name: "the linter's version",
    file: 'tools/bin/golangci-lint/go.mod',
    runs: ['golangci-lint:build', ...goProjects.map((project) => `${project}:lint`), ...asked('api-server', 'worker')],
  },
  {
    name: "the linter's settings",
    file: '.golangci.yaml',
    runs: [...goProjects.map((project) => `${project}:lint`), ...asked('api-server', 'worker')],
  },
  {
    name: 'the Python lock, and with it the generator of the stubs',
    file: 'uv.lock',
    runs: [
      'proto:generate',
      ...pythonProjects.flatMap((project) => all(project, 'lint', 'test')),
      ...all('worker', 'build', 'lint', 'test'),
      ...all('tax-scraper', 'build'),
      ...all('insurance-edi', 'build'),
      ...asked('worker', 'tax-scraper', 'insurance-edi'),
      ...bases,
    ],
  },
  { name: 'the README', file: 'README.md', runs: [] },
];

describe('a change of', () => {
  it.each(cases)('$name runs $runs', async ({ file, runs }) => {
    const before = await workspace.read(file);
    await workspace.edit(file, (text) => `${text}\n`);
    const ran = await tasksOf('affected', `--files=${file}`);
    await workspace.edit(file, () => before);
    expect(ran).toEqual([...runs].sort());
  });
});
