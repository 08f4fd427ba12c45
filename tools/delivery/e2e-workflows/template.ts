import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import { cloneOf } from '../e2e/clone.ts';
import { workspaceAt } from '../e2e/workspace.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder with `origin`, a repository as GitHub has it, and `cache`, what earlier runs have left. */
    template: string;
    /** Path of act. */
    act: string;
  }
}

/** Workflows are tested here, not services: of their tests some that take no time are left. */
const LEFT_OUT = [
  ':(glob)apps/*/**/*_test.go',
  ':(exclude)apps/*/businessnumber/*',
  ':(glob)apps/*/tests/test_*.py',
  ':(exclude)apps/*/tests/test_business_number.py',
  ':(exclude)apps/*/tests/test_page_text.py',
];
const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];
/** Projects whose results are in the cache before the first run. */
const USED = 'api-server,insurance-edi';
/** Of the keys of the set-up's caches. */
const RUNNER = `Linux-${process.arch.toUpperCase()}`;
/** What the set-up's cache of packages keeps; `%` stands for a slash. */
const PACKAGES = ['node_modules', 'tools%delivery%node_modules', 'tools%nx-24%node_modules', '.venv'];

/** Once for all tests: a repository with this workspace as it is now, and caches as after an earlier run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, '../../..');
  if (process.env['WF_TEMPLATE']) {
    project.provide('template', process.env['WF_TEMPLATE']);
    project.provide('act', path.join(root, 'tools/bin/act/bin/act'));
    return async () => undefined;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'workflows-'));
  const teardown = async () => (process.env['WF_KEEP'] ? console.log(folder) : rm(folder, { recursive: true, force: true }));
  try {
    const origin = path.join(folder, 'origin');
    await cloneOf(root, origin);
    await execa('git', ['rm', '--quiet', '--', ...LEFT_OUT], { cwd: origin });
    await execa('git', [...AUTHOR, 'commit', '--quiet', '--message=test: leave slow tests out'], { cwd: origin });
    const { exitCode, output } = await workspaceAt(origin).nx('run-many', '--targets=lint,test', `--projects=${USED}`);
    if (exitCode !== 0) throw new Error(`the workspace is not green:\n${output}`);
    const packages = path.join(folder, 'cache', `packages-${RUNNER}-0`);
    await mkdir(packages, { recursive: true });
    for (const name of PACKAGES)
      await execa('cp', ['--archive', '--link', path.join(origin, name.replaceAll('%', '/')), path.join(packages, name)]);
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
