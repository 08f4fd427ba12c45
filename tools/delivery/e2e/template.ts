import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { cloneOf } from './clone.ts';
import { workspaceAt } from './workspace.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the copy that every test copies: committed, built, and with all results in its cache. */
    template: string;
  }
}

/** The projects that tests run; the browser's packages would make every copy heavy. */
const USED = 'api-server,insurance-edi';

/** Once for all tests: a copy of this workspace as it is now, and every result that the tests expect to find cached. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'workspace-template-'));
  const teardown = () => rm(folder, { recursive: true, force: true });
  try {
    const template = path.join(folder, 'template');
    await cloneOf(path.resolve(import.meta.dirname, '../../..'), template);
    const { exitCode, output } = await workspaceAt(template).nx('run-many', '--targets=lint,test,build', `--projects=${USED}`);
    if (exitCode !== 0) throw new Error(`the workspace does not build:\n${output}`);
    // Written in place by each run of nx: linked, every copy would see what another one wrote.
    await rm(path.join(template, 'dist/report'), { recursive: true, force: true });
    project.provide('template', template);
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}
