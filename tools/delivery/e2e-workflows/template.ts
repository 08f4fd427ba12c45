import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import type {} from '../e2e/template.ts';
import { workspaceAt } from '../e2e/workspace.ts';
import { JUDGE_VARIABLE } from '../src/check/judge.ts';
import { AUDIT, changeJson, type Host, prepareHost, type StandIn } from './host.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where workflows are executed. */
    host: Host;
  }
}

/** Of the services' tests some that take no time are left. */
const LEFT_OUT = [
  ':(glob)apps/*/**/*_test.go',
  ':(exclude)apps/*/businessnumber/*',
  ':(glob)apps/*/tests/test_*.py',
  ':(exclude)apps/*/tests/test_business_number.py',
  ':(exclude)apps/*/tests/test_page_text.py',
];
/** Projects whose results are in the cache before the first run. */
const USED = 'api-server,insurance-edi,go-settings,repository';

const STAND_INS: readonly StandIn[] = [
  AUDIT,
  { target: 'image-scan', executor: 'image/scan.ts', by: 'image-scan.ts' },
  { target: 'publish', executor: 'image/publish.ts', by: 'publish.ts' },
  { target: 'deploy', executor: 'deploy/deploy.ts', by: 'deploy.ts' },
  { target: 'rollback', executor: 'deploy/rollback.ts', by: 'deploy.ts' },
];

/** Workflows are tested here, not services. */
async function makeSmall(origin: string): Promise<void> {
  await execa('git', ['rm', '--quiet', '--', ...LEFT_OUT], { cwd: origin });
  await changeJson(path.join(origin, 'apps/integration/project.json'), ({ targets, ...rest }: { targets: { test: object } }) => ({
    ...rest,
    targets: { ...targets, test: { ...targets.test, dependsOn: [{ projects: ['gotestsum'], target: 'build' }] } },
  }));
}

async function runUsed(origin: string): Promise<void> {
  const workspace = workspaceAt(origin).with({ [JUDGE_VARIABLE]: 'report' });
  const { exitCode, output } = await workspace.nx('run-many', '--targets=lint,scan,test', `--projects=${USED}`);
  if (exitCode !== 0) throw new Error(`the workspace is not green:\n${output}`);
}

/** Once for all tests: a repository with this workspace as it is now, and caches as after an earlier run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'workflows-'));
  const teardown = () => rm(folder, { recursive: true, force: true });
  try {
    const likeness = { standIns: STAND_INS, adapt: makeSmall, run: runUsed };
    project.provide('host', await prepareHost(path.resolve(import.meta.dirname, '../../..'), folder, likeness));
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}
