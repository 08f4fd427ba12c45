import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUN_FILE, type Run } from '../src/report/run.ts';
import { expectSuccess } from './failure.ts';
import { useNx24 } from './nx-24.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

interface Case {
  readonly name: string;
  readonly file: string;
  /** The tasks whose results the change can alter: these are worked on, whatever the version of Nx. */
  readonly alters: readonly string[];
  /**
   * Further tasks that run on Nx 22, which selects whole projects, because Nx never takes their results from its cache: those
   * of the selected projects, and those that the selected tasks depend on.
   */
  readonly asks?: readonly string[];
}

const all = (project: string, ...targets: string[]) => targets.map((target) => `${project}:${target}`);
const service = (project: string) => all(project, 'build', 'docker', 'lint', 'test');
const library = (project: string) => all(project, 'lint', 'test');
const docker = (...projects: string[]) => projects.map((project) => `${project}:docker`);
const bases = docker('python-base', 'browser-base');

const goProjects = ['program', 'buildinfo', 'httpserver', 'go-logging', 'go-settings', 'api-server', 'worker', 'gotruth'];
const pythonLibraries = ['grpc-server', 'python-logging', 'python-settings'];
const goLint = goProjects.map((project) => `${project}:lint`);

const cases: Case[] = [
  { name: 'a service', file: 'apps/api-server/cmd/api/server.go', alters: service('api-server') },
  {
    name: 'a test of a service',
    file: 'apps/api-server/http/handler_test.go',
    alters: library('api-server'),
    asks: docker('api-server'),
  },
  {
    name: 'a Go library',
    file: 'libs/go/httpserver/server.go',
    alters: [...library('httpserver'), ...library('program'), ...service('api-server'), ...service('worker')],
  },
  {
    name: 'a test of a Go library',
    file: 'libs/go/httpserver/server_test.go',
    alters: library('httpserver'),
    asks: docker('api-server', 'worker'),
  },
  {
    name: 'a Python library',
    file: 'libs/python/logging/src/kerp_logging/masking.py',
    alters: [...library('python-logging'), ...library('grpc-server'), ...service('tax-scraper'), ...service('insurance-edi')],
    asks: bases,
  },
  {
    name: 'the .proto sources',
    file: 'libs/proto/kerp/tax/v1/tax_invoice_service.proto',
    alters: ['proto:generate', 'proto:lint', ...service('worker'), ...service('tax-scraper'), ...service('insurance-edi')],
    asks: bases,
  },
  { name: 'a Dockerfile', file: 'deployments/docker/api-server/Dockerfile', alters: docker('api-server') },
  { name: 'a Dockerfile of another name', file: 'deployments/docker/api-server/Dockerfile.debug', alters: docker('api-server') },
  { name: "a Dockerfile in a service's own folder", file: 'apps/worker/Dockerfile', alters: service('worker') },
  {
    name: 'a file that two images copy',
    file: 'deployments/docker/account/passwd',
    alters: docker('api-server', 'worker'),
  },
  {
    name: 'the image below all Python images',
    file: 'deployments/docker/python-base/Dockerfile',
    alters: docker('python-base', 'browser-base', 'tax-scraper', 'insurance-edi'),
  },
  {
    name: 'the packages below the browser',
    file: 'deployments/docker/browser-base/packages.txt',
    alters: docker('browser-base', 'tax-scraper'),
    asks: docker('python-base'),
  },
  {
    name: "the linter's version",
    file: 'tools/bin/golangci-lint/go.mod',
    alters: ['golangci-lint:build', ...goLint],
    asks: docker('api-server', 'worker'),
  },
  { name: "the linter's settings", file: '.golangci.yaml', alters: goLint, asks: docker('api-server', 'worker') },
  {
    name: 'the Python lock, and with it the generator of the stubs',
    file: 'uv.lock',
    alters: [
      'proto:generate',
      ...pythonLibraries.flatMap(library),
      ...service('worker'),
      ...service('tax-scraper'),
      ...service('insurance-edi'),
    ],
    asks: bases,
  },
  { name: 'the README', file: 'README.md', alters: [] },
];

const TARGETS = '--targets=lint,test,build,docker';
/** Nx 24 writes there why it selects a task. */
const EXPLANATION = 'dist/explanation.json';
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
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
});
afterAll(() => remove());

describe('a change of', () => {
  /**
   * Executors that do nothing show as well as the real ones which tasks Nx selects and which of those it runs. Only `generate`
   * makes something: what no generator made before.
   */
  beforeAll(async () => {
    await writeFile(path.join(workspace.root, 'tools/delivery/idle.ts'), IDLE);
    await workspace.edit('tools/delivery/executors.json', (text) =>
      text.replaceAll(/"implementation": "[^"]+"/g, '"implementation": "./idle.ts"'),
    );
    await workspace.git('-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid', 'commit', '--quiet', '--all', '--message=idle');
    await tasksThatRan('run-many');
  });

  it.each(cases)('$name runs $alters', async ({ file, alters, asks = [] }) => {
    const before = await workspace.read(file);
    await workspace.edit(file, (text) => `${text}\n`);
    const ran = await tasksThatRan('affected', `--files=${file}`);
    await workspace.edit(file, () => before || undefined);
    expect(ran).toEqual([...alters, ...asks].sort());
  });
});

describe('on Nx 24 a change of', () => {
  beforeAll(() => useNx24(workspace));

  it.each(cases)('$name selects $alters', async ({ file, alters }) => {
    expect(await selectedTasks(file)).toEqual([...alters].sort());
  });
});

/** @returns the tasks that ran, without those that came from the cache. */
async function tasksThatRan(...selection: string[]): Promise<string[]> {
  // Nx writes none when nothing is affected.
  await workspace.edit(RUN_FILE, () => undefined);
  expectSuccess(await workspace.nx(...selection, TARGETS, '--outputStyle=static'));
  const { tasks } = JSON.parse((await workspace.read(RUN_FILE)) || '{"tasks":[]}') as Run;
  return tasks.flatMap(({ project, target, status }) => (status === 'ran' ? [`${project}:${target}`] : [])).sort();
}

/** @returns the tasks that Nx 24 finds a changed input of, those of other targets that selected ones depend on too. */
async function selectedTasks(file: string): Promise<string[]> {
  expectSuccess(await workspace.nx('affected', TARGETS, `--files=${file}`, `--explain=${EXPLANATION}`));
  const { affected, upstream } = JSON.parse(await workspace.read(EXPLANATION)) as Record<'affected' | 'upstream', object>;
  return [...Object.keys(affected), ...Object.keys(upstream)].sort();
}
