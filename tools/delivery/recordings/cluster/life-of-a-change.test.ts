import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDocument } from '../../e2e/documents.ts';
import { expectSuccess } from '../../e2e/failure.ts';
import type { Workspace } from '../../e2e/workspace.ts';
import { localCluster, PROGRAM, ROOT } from '../../e2e-cluster/cluster.ts';
import { expectPage } from '../compare.ts';
import { perform } from '../perform.ts';
import { type Clone, checkBefore, clone } from '../stage.ts';
import { CHANGED, lifeOfAChange } from '../stories/life-of-a-change.ts';
import { emptyEnvironment } from './setup.ts';

let clones: Clone;
let workspace: Workspace;
/** The version that runs before the change. */
let before: string;
beforeAll(async () => {
  await emptyEnvironment();
  clones = await clone();
  const { registry, kubeconfig } = await localCluster();
  workspace = clones.workspace.with({ DELIVERY_REGISTRY: registry, KUBECONFIG: kubeconfig });
  await checkBefore(workspace, CHANGED);
  expectSuccess(await workspace.run('make', 'pipeline', 'BASE=main'));
  const { output } = await workspace.run('make', 'status', 'ENV=local');
  before = /^local runs (\S+) since/m.exec(output)?.[1] ?? '';
  expect(before, output).not.toBe('');
});
afterAll(() => clones.remove());

test('the life of a change, to the answer of the service', async () => {
  await expectPage(lifeOfAChange, await perform(lifeOfAChange.steps, workspace));
});

const operations = await readFile(path.join(ROOT, 'deployments/README.md'), 'utf8');
const tasks = [...operations.matchAll(/^\| `([\w-]+:[^`]+)` \|/gm)].map(([, task = '']) => `npx nx run ${task}`);
const endToEnd = await readDocument(ROOT, 'apps/e2e/README.md');
const cluster = await readDocument(ROOT, 'tools/local-cluster/README.md');

/** What operators type, here in the environment that there is, and with the versions and the plan that there are. */
test.each([
  ...tasks,
  'make deploy ENV=local PLAN=1',
  'make rollback ENV=local VERSION=v1.2.2',
  'make deploy ENV=local',
  ...endToEnd.commands,
  // How it is taken down is tested by itself: local-cluster:faults.
  ...cluster.commands.filter((command) => command !== 'make cluster-down'),
])('%s', async (command) => {
  const plan = JSON.parse((await workspace.read('dist/plan.json')) || '{}') as { hash?: string };
  const typed = command
    .replace(/:(?:dev|staging|production)\b/, ':local')
    .replace('127.0.0.1:8080', '127.0.0.1:30080')
    .replace('sha256:...', plan.hash ?? '')
    .replace('v1.2.2', before);
  expectSuccess(await workspace.run('sh', '-c', typed));
});

test('the rights of whoever deploys', async () => {
  const [command = ''] = /^kubectl kustomize .*$/m.exec(operations) ?? [];
  const kubectl = `kubectl() { ${PROGRAM} kubectl "$@"; }`;
  expectSuccess(await workspace.run('sh', '-c', `${kubectl}; kubectl create namespace kerp-staging && ${command}`));
  expectSuccess(await workspace.run('sh', '-c', `${kubectl}; kubectl delete namespace kerp-staging`));
});
