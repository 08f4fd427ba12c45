import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import { cloneOf } from '../e2e/clone.ts';
import { workspaceAt } from '../e2e/workspace.ts';
import { JUDGE_VARIABLE } from '../src/check/judge.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder with `origin`, a repository as GitHub has it, `packages`, and `cache`, what earlier runs have left. */
    template: string;
    /** Path of act. */
    act: string;
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
const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];
/** Projects whose results are in the cache before the first run. */
const USED = 'api-server,insurance-edi,go-settings,repository';
/** Of the keys of the set-up's cache. */
const RUNNER = `Linux-${process.arch.toUpperCase()}`;
/** What make installs; `%` stands for a slash. */
const PACKAGES = ['node_modules', 'tools%delivery%node_modules', 'tools%nx-24%node_modules', 'tools%remote-cache%node_modules', '.venv'];

/** What takes an engine, a cluster or a database of elsewhere; those have tests of their own. */
const STAND_INS = {
  'check/audit.ts': 'audit.ts',
  'image/scan.ts': 'image-scan.ts',
  'image/publish.ts': 'publish.ts',
  'deploy/deploy.ts': 'deploy.ts',
  'deploy/rollback.ts': 'deploy.ts',
};
/** Targets that would build everything before. */
const ALONE = {
  audit: { dependsOn: [] },
  'image-scan': { dependsOn: [] },
  publish: { dependsOn: [] },
  deploy: { dependsOn: [] },
  rollback: { dependsOn: [] },
};
const INTEGRATION = 'apps/integration/project.json';
const REPOSITORY = 'tools/repository/project.json';

/** Workflows are tested here, not services. */
async function makeSmall(origin: string): Promise<void> {
  const git = (...args: string[]) => execa('git', [...AUTHOR, ...args], { cwd: origin });
  const change = async (file: string, act: (content: never) => object) => {
    const full = path.join(origin, file);
    await writeFile(full, JSON.stringify(act(JSON.parse(await readFile(full, 'utf8')) as never)));
  };
  await git('rm', '--quiet', '--', ...LEFT_OUT);
  for (const [file, from] of Object.entries(STAND_INS)) await writeFile(path.join(origin, 'tools/delivery/src', file), await standIn(from));
  await change('nx.json', (nx: { targetDefaults?: object }) => ({ ...nx, targetDefaults: { ...nx.targetDefaults, ...ALONE } }));
  await change(INTEGRATION, ({ targets, ...rest }: { targets: { test: object } }) => ({
    ...rest,
    targets: { ...targets, test: { ...targets.test, dependsOn: [{ projects: ['gotestsum'], target: 'build' }] } },
  }));
  // Its own settings come before the defaults.
  await change(REPOSITORY, ({ targets, ...rest }: { targets: { audit: object } }) => ({
    ...rest,
    targets: { ...targets, audit: { ...targets.audit, inputs: [], dependsOn: [] } },
  }));
  await git('commit', '--quiet', '--all', '--message=test: leave out what is slow');
}

/** @returns its text, as it is where it stands in. */
async function standIn(file: string): Promise<string> {
  return (await readFile(path.join(import.meta.dirname, 'stand-ins', file), 'utf8')).replaceAll("'../../src/", "'../");
}

/** Once for all tests: a repository with this workspace as it is now, and caches as after an earlier run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, '../../..');
  const folder = await mkdtemp(path.join(tmpdir(), 'workflows-'));
  const teardown = () => rm(folder, { recursive: true, force: true });
  try {
    const origin = path.join(folder, 'origin');
    await cloneOf(root, origin);
    await makeSmall(origin);
    const { exitCode, output } = await workspaceAt(origin)
      .with({ [JUDGE_VARIABLE]: 'report' })
      .nx('run-many', '--targets=lint,scan,test', `--projects=${USED}`);
    if (exitCode !== 0) throw new Error(`the workspace is not green:\n${output}`);
    const packages = path.join(folder, 'packages');
    await mkdir(packages, { recursive: true });
    for (const name of PACKAGES)
      await execa('cp', ['--archive', '--link', path.join(root, name.replaceAll('%', '/')), path.join(packages, name)]);
    await cp(path.join(origin, 'package-lock.json'), path.join(packages, 'node_modules/.installed'));
    const results = path.join(folder, 'cache', `results-${RUNNER}-0`);
    await mkdir(results, { recursive: true });
    await execa('cp', ['--archive', '--link', path.join(origin, '.nx/cache'), path.join(results, '.nx%cache')]);
    await cp(path.join(origin, '.nx/workspace-data'), path.join(results, '.nx%workspace-data'), { recursive: true });
    project.provide('template', folder);
    project.provide('act', path.join(root, 'tools/bin/act/bin/act'));
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}
