import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUN_FILE, type Run } from '../src/report/run.ts';
import { expectSuccess } from './failure.ts';
import { useNx24 } from './nx-24.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

/** File -> what is replaced in it. */
type Edits = Readonly<Record<string, readonly [pattern: RegExp, replacement: string]>>;

interface Case {
  readonly name: string;
  /** Files that get one more line, or what is replaced in them. */
  readonly files: readonly string[] | Edits;
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

const goProjects = [
  'program',
  'buildinfo',
  'grpcserver',
  'httpserver',
  'go-logging',
  'go-settings',
  'api-server',
  'worker',
  'gotruth',
  'fixture',
  'db',
  'jobs',
  'sealing',
  'telemetry',
  'integration',
  'local-cluster',
  'kubernetes',
  'coredns',
  'scratch-server',
];
const pythonLibraries = ['grpc-server', 'http-server', 'job-consumer', 'process', 'python-logging', 'python-settings'];
const typescriptProjects = [
  'bench',
  'delivery',
  'delivery-e2e',
  'delivery-e2e-cluster',
  'delivery-package',
  'delivery-recordings',
  'e2e',
  'github-tests',
  'graph-oracle',
  'images',
  'manifests',
  'openssf',
  'remote-cache',
  'remote-cache-faults',
  'remote-cache-portability',
  'scanners',
  'workflows',
];
const pythonProjects = [...pythonLibraries, 'tax-scraper', 'insurance-edi'];
const SELECTOLAX = [/^selectolax==/m, 'selectolax==0.'] as const;
const SELECTOLAX_LOCKED = [/(name = "selectolax"\nversion = ")/, '$10.'] as const;

/** A library that only the tests of another one import. */
const FIXTURE: Edits = {
  'libs/go/fixture/go.mod': [/^/, 'module kerp.io/libs/go/fixture\n\ngo 1.26.0\n'],
  'libs/go/fixture/fixture.go': [/^/, '// Package fixture is for tests.\npackage fixture\n'],
  'libs/go/httpserver/go.mod': [/$/, '\nrequire kerp.io/libs/go/fixture v0.0.0\n\nreplace kerp.io/libs/go/fixture => ../fixture\n'],
  'libs/go/httpserver/fixture_test.go': [/^/, 'package httpserver_test\n\nimport _ "kerp.io/libs/go/fixture"\n'],
};
/** The services together: what alters one of them alters their tests. */
const together = library('integration');
const goLint = goProjects.map((project) => `${project}:lint`);

const cases: Case[] = [
  { name: 'a service', files: ['apps/api-server/cmd/api/server.go'], alters: [...service('api-server'), ...together] },
  {
    name: 'a test of a service',
    files: ['apps/api-server/company/company_test.go'],
    alters: [...library('api-server'), 'integration:test'],
    asks: docker('api-server'),
  },
  {
    name: 'a Go library',
    files: ['libs/go/httpserver/server.go'],
    alters: [...library('httpserver'), ...library('program'), ...service('api-server'), ...service('worker'), ...together],
  },
  {
    name: 'a test of a Go library',
    files: ['libs/go/httpserver/server_test.go'],
    alters: library('httpserver'),
    asks: docker('api-server', 'worker'),
  },
  {
    name: 'a Python library',
    files: ['libs/python/logging/src/kerp_logging/masking.py'],
    alters: [
      ...['python-logging', 'process', 'grpc-server', 'http-server'].flatMap(library),
      ...['tax-scraper', 'insurance-edi'].flatMap(service),
      ...together,
    ],
    asks: bases,
  },
  {
    name: 'a Python library that no service uses yet',
    files: ['libs/python/http-server/src/kerp_http_server/server.py'],
    alters: library('http-server'),
  },
  {
    name: 'the .proto sources',
    files: ['libs/proto/kerp/tax/v1/tax_invoice_service.proto'],
    alters: ['proto:generate', 'proto:lint', ...service('worker'), ...service('tax-scraper'), ...service('insurance-edi'), ...together],
    asks: bases,
  },
  { name: 'a Dockerfile', files: ['deployments/docker/api-server/Dockerfile'], alters: [...docker('api-server'), 'dockerfiles:lint'] },
  { name: 'a Dockerfile of another name', files: ['deployments/docker/api-server/Dockerfile.debug'], alters: docker('api-server') },
  { name: "a Dockerfile in a service's own folder", files: ['apps/worker/Dockerfile'], alters: [...service('worker'), ...together] },
  {
    name: 'a file that two images copy',
    files: ['deployments/docker/account/passwd'],
    alters: docker('api-server', 'worker'),
  },
  {
    name: 'the image below all Python images',
    files: ['deployments/docker/python-base/Dockerfile'],
    alters: [...docker('python-base', 'browser-base', 'tax-scraper', 'insurance-edi', 'remote-cache'), 'dockerfiles:lint'],
  },
  {
    name: 'the packages below the browser',
    files: ['deployments/docker/browser-base/packages.txt'],
    alters: docker('browser-base', 'tax-scraper'),
    asks: docker('python-base'),
  },
  {
    name: "the linter's version",
    files: ['tools/bin/golangci-lint/go.mod'],
    alters: ['golangci-lint:build', ...goLint],
    asks: docker('api-server', 'worker'),
  },
  { name: "the linter's settings", files: ['.golangci.yaml'], alters: goLint, asks: docker('api-server', 'worker') },
  { name: 'a uv.lock that says the same', files: ['uv.lock'], alters: ['integration:test'] },
  {
    name: 'a version that one service uses',
    files: { 'uv.lock': SELECTOLAX_LOCKED, 'apps/tax-scraper/requirements.lock': SELECTOLAX },
    alters: [...service('tax-scraper'), ...together],
    asks: bases,
  },
  {
    name: 'the same before nx sync',
    files: { 'uv.lock': SELECTOLAX_LOCKED },
    alters: [...library('tax-scraper'), 'integration:test'],
    asks: [...docker('tax-scraper'), ...bases],
  },
  {
    name: 'the version of ruff',
    files: { 'uv.lock': [/(name = "ruff"\nversion = ")/, '$10.'], 'tools/python/lint.lock': [/^ruff==/m, 'ruff==0.'] },
    alters: [...pythonProjects.flatMap((project) => all(project, 'lint')), 'integration:test'],
    asks: [...docker('tax-scraper', 'insurance-edi'), ...bases],
  },
  {
    name: 'the version of the generator of the Python stubs',
    files: {
      'uv.lock': [/(name = "grpcio-tools"\nversion = ")/, '$10.'],
      'tools/python/generate.lock': [/^grpcio-tools==/m, 'grpcio-tools==0.'],
    },
    alters: ['proto:generate', ...service('worker'), ...service('tax-scraper'), ...service('insurance-edi'), ...together],
    asks: bases,
  },
  {
    name: 'what only the tests of a Go library use',
    files: ['libs/go/fixture/fixture.go'],
    // Who wrote its dependencies down takes everything that Nx reaches.
    alters: [...library('fixture'), ...library('httpserver'), ...together],
    asks: docker('api-server', 'worker'),
  },
  {
    name: 'a page that tests read',
    files: ['apps/tax-scraper/tests/pages/several.html'],
    alters: library('tax-scraper'),
    asks: [...docker('tax-scraper'), ...bases],
  },
  {
    name: 'the settings of the Python tools',
    files: ['pyproject.toml'],
    alters: pythonProjects.flatMap(library),
    asks: [...docker('tax-scraper', 'insurance-edi'), ...bases],
  },
  {
    name: 'the settings of the TypeScript linter',
    files: ['biome.json'],
    alters: typescriptProjects.map((project) => `${project}:lint`),
    // The test asks whether every file of the repository has an owner.
    asks: [...docker('python-base', 'remote-cache'), 'github-tests:test'],
  },
  {
    name: 'a workflow',
    files: ['.github/workflows/pr-checks.yml'],
    alters: ['delivery:test', 'github:lint'],
    asks: docker('python-base', 'remote-cache'),
  },
  { name: 'a shell script', files: ['.ci/run'], alters: ['scripts:lint'] },
  {
    name: 'a manifest of every overlay',
    files: ['deployments/k8s/base/worker.yaml'],
    alters: ['dev:lint', 'local:lint', 'manifests:test', 'prod:lint', 'staging:lint'],
  },
  { name: 'the list of modules for editors', files: ['go.work'], alters: [] },
  { name: 'the README', files: ['README.md'], alters: [] },
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
    await mkdir(path.join(workspace.root, 'libs/go/fixture'));
    await writeFile(path.join(workspace.root, 'tools/delivery/idle.ts'), IDLE);
    await workspace.edit('tools/delivery/executors.json', (text) =>
      text.replaceAll(/"implementation": "[^"]+"/g, '"implementation": "./idle.ts"'),
    );
    await make(FIXTURE);
    await workspace.git('add', '--all');
    await workspace.git('-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid', 'commit', '--quiet', '--all', '--message=idle');
    await tasksThatRan('run-many');
  });

  it.each(cases)('$name runs $alters', async ({ files, alters, asks = [] }) => {
    const ran = await changed(files, (names) => tasksThatRan('affected', `--files=${names}`));
    expect(ran).toEqual([...alters, ...asks].sort());
  });
});

describe('on Nx 24 a change of', () => {
  beforeAll(() => useNx24(workspace));

  it.each(cases)('$name selects $alters', async ({ files, alters }) => {
    expect(await changed(files, selectedTasks)).toEqual([...alters].sort());
  });
});

/** Makes a change, asks, and takes the change back. */
async function changed<T>(files: Case['files'], ask: (names: string) => Promise<T>): Promise<T> {
  const edits: Edits = Array.isArray(files) ? Object.fromEntries(files.map((file) => [file, [/$/, '\n']])) : (files as Edits);
  const before = await Promise.all(Object.keys(edits).map(async (file) => [file, await workspace.read(file)] as const));
  await make(edits);
  const answer = await ask(Object.keys(edits).join(','));
  for (const [file, text] of before) await workspace.edit(file, () => text || undefined);
  return answer;
}

async function make(edits: Edits): Promise<void> {
  for (const [file, [pattern, replacement]] of Object.entries(edits)) {
    await workspace.edit(file, (text) => {
      const edited = text.replace(pattern, replacement);
      // A change that changes nothing would prove nothing.
      expect(edited, file).not.toBe(text);
      return edited;
    });
  }
}

/** @returns the tasks that ran, without those that came from the cache. */
async function tasksThatRan(...selection: string[]): Promise<string[]> {
  // Nx writes none when nothing is affected.
  await workspace.edit(RUN_FILE, () => undefined);
  expectSuccess(await workspace.nx(...selection, TARGETS, '--outputStyle=static'));
  const { tasks } = JSON.parse((await workspace.read(RUN_FILE)) || '{"tasks":[]}') as Run;
  return tasks.flatMap(({ project, target, status }) => (status === 'ran' ? [`${project}:${target}`] : [])).sort();
}

/** @returns the tasks that Nx 24 finds a changed input of, those of other targets that selected ones depend on too. */
async function selectedTasks(files: string): Promise<string[]> {
  expectSuccess(await workspace.nx('affected', TARGETS, `--files=${files}`, `--explain=${EXPLANATION}`));
  const { affected, upstream } = JSON.parse(await workspace.read(EXPLANATION)) as Record<'affected' | 'upstream', object>;
  return [...Object.keys(affected), ...Object.keys(upstream)].sort();
}
