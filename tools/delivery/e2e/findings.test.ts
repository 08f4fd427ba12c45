import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from 'sarif';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectFailure, expectSuccess } from './failure.ts';
import { type Result, sharedWorkspace, type Workspace } from './workspace.ts';

interface Fault {
  readonly what: string;
  readonly project: string;
  readonly file: string;
  readonly plant: (text: string) => string;
  /** The first line of it, as it was planted. */
  readonly line: string;
  /** What finds it, by tool: its rule. */
  readonly found: Readonly<Record<string, string>>;
}

const PROTO = 'libs/proto/kerp/tax/v1/tax_invoice_service.proto';
const PYTHON = 'apps/insurance-edi/src/insurance_edi/planted.py';
const SERVERS = 'deployments/k8s/overlays/local/servers.yaml';
const TEMPLATE = 'deployments/helm/kerp/templates/worker.yaml';

const faults: readonly Fault[] = [
  {
    what: 'a field of another type',
    project: 'proto',
    file: PROTO,
    plant: (text) => text.replace('  string next_page = 2;', '  int64 next_page = 2;'),
    line: '  int64 next_page = 2;',
    found: { 'buf-breaking': 'FIELD_SAME_TYPE' },
  },
  {
    what: 'a function without types',
    project: 'insurance-edi',
    file: PYTHON,
    plant: () => '"""Planted."""\n\n\ndef planted(name):\n    """Give it back."""\n    return name\n',
    line: 'def planted(name):',
    found: { 'ruff-check': 'ANN201 ANN001', mypy: 'no-untyped-def' },
  },
  {
    what: 'a privileged container',
    project: 'local',
    file: SERVERS,
    plant: (text) =>
      text.replace(/( +)allowPrivilegeEscalation: false\n/, '$1allowPrivilegeEscalation: false\n$1privileged: true # planted\n'),
    line: '            privileged: true # planted',
    found: { 'kube-score': 'container-security-context-privileged' },
  },
  {
    what: 'a property that Kubernetes does not know',
    project: 'kerp',
    file: TEMPLATE,
    plant: (text) => text.replace('          livenessProbe:', '          livenesProbe:'),
    line: '          livenesProbe:',
    found: { kubeconform: 'schema' },
  },
  {
    what: 'an action that is not pinned',
    project: 'github',
    file: '.github/workflows/pr-checks.yml',
    plant: (text) => text.replace(/uses: actions\/checkout@\S+.*/, 'uses: actions/checkout@main'),
    line: '        uses: actions/checkout@main',
    found: { zizmor: 'unpinned-uses' },
  },
  {
    what: 'a variable without quotes',
    project: 'scripts',
    file: 'db/planted',
    plant: () => '#!/bin/sh\nset -eu\nrm -rf $1\n',
    line: 'rm -rf $1',
    found: { shellcheck: 'SC2086' },
  },
  {
    what: 'a base image by a tag that moves',
    project: 'dockerfiles',
    file: 'deployments/docker/worker/Dockerfile',
    plant: (text) => text.replace('FROM scratch', 'FROM debian:latest'),
    line: 'FROM debian:latest',
    found: { hadolint: 'DL3007' },
  },
];

const PROJECTS = faults.map(({ project }) => project);

let workspace: Workspace;
let remove: () => Promise<void>;
let clean: Result;
let linted: Result;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
  clean = await workspace.nx('run-many', '--targets=lint', `--projects=${PROJECTS}`);
  for (const { file, plant } of faults) await workspace.edit(file, plant);
  linted = await workspace.nx('run-many', '--targets=lint', `--projects=${PROJECTS}`);
}, 600_000);
afterAll(() => remove());

it('without faults there are no findings', () => {
  expectSuccess(clean);
});

it.each(faults)('$what is found at its line, and nowhere else', async ({ project, file, line, found }) => {
  const start = (await workspace.read(file)).split('\n').indexOf(line) + 1;
  expect(start).toBeGreaterThan(0);
  expect(await findingsOf(project)).toEqual(
    Object.entries(found)
      .map(([tool, rules]) => `${tool}: ${rules.split(' ').map((rule) => `${rule} ${file}:${start}`)}`)
      .sort(),
  );
  expectFailure(linted, `E_CHECK_FAILED: ${Object.keys(found).join(', ')} found problems in ${project}`);
});

it('with another judge the findings are left to that, and come from the cache the next time', async () => {
  const judged = workspace.with({ DELIVERY_JUDGE: 'report' });
  expectSuccess(await judged.nx('run', 'scripts:lint'));
  const again = await judged.nx('run', 'scripts:lint');
  expectSuccess(again);
  expect(again.output).toMatch(/local cache|existing outputs match/);
  expect(await findingsOf('scripts')).toEqual(['shellcheck: SC2086 db/planted:3']);
});

it('what a schema breaks is never answered for another base', async () => {
  await workspace.edit(PROTO, (text) => text.replace('  int64 next_page = 2;', '  string next_page = 2;'));
  const [first = ''] = (await workspace.git('rev-list', '--max-parents=0', 'HEAD')).split('\n');
  const same = await workspace.nx('run', 'proto:lint');
  expectSuccess(same);
  expect(same.output).toMatch(/local cache|existing outputs match/);
  const other = await workspace.with({ NX_BASE: first }).nx('run', 'proto:lint');
  expect(other.output).not.toMatch(/local cache|existing outputs match/);
});

/** What the tools of a project found: `tool: rule file:line` of all its findings. */
async function findingsOf(project: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob('dist/lint/**/*.sarif', { cwd: workspace.root })) {
    const { runs } = JSON.parse(readFileSync(path.join(workspace.root, file), 'utf8')) as Log;
    for (const { tool, properties, results = [] } of runs) {
      const places = results.map(({ ruleId, locations }) => {
        const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
        return `${ruleId} ${artifactLocation?.uri}:${region?.startLine}`;
      });
      if (properties?.['project'] === project && places.length > 0) found.push(`${tool.driver.name}: ${places}`);
    }
  }
  return found.sort();
}
