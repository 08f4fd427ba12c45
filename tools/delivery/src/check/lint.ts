import { rm } from 'node:fs/promises';
import path from 'node:path';
import { scratchFolder } from '../adapters/files.ts';
import { gitClone } from '../adapters/git.ts';
import { DeliveryError } from '../errors.ts';
import { executor, type Job } from '../executor.ts';
import type { Skip } from '../toolchain/check.ts';
import { linterNamed, supported } from '../toolchain/table.ts';
import type { GoScope, LintOptions } from '../toolchain/toolchain.ts';
import { baseCommit } from './base.ts';
import { runTools } from './run-tools.ts';

const NO_BASE: ReadonlySet<string> = new Set(['E_BASE_UNKNOWN', 'E_CLONE_SHALLOW', 'E_NOT_A_CLONE']);

interface Options {
  readonly toolchain: string;
  readonly go?: GoScope;
  /** Of a kind of file that belongs to no language: those that there are, relative to the workspace root. */
  readonly files?: readonly string[];
  readonly fix?: boolean;
}

export default executor<Options>(async ({ toolchain, go, files = [], fix = false }, job) => {
  const linter = linterNamed(toolchain);
  if ('matches' in linter) return runTools('lint', linter.lint(job.project, { fix, files }), job);
  const { comparesWithBase } = linter;
  const lint = supported(linter.lint, toolchain, 'lint');
  const checks = (own: Pick<LintOptions, 'base'>) => lint({ ...job.project, go }, { fix, ...own });
  if (comparesWithBase === undefined) return runTools('lint', checks({}), job);
  const folder = await scratchFolder(job.workspaceRoot);
  try {
    const base = await archiveOfBase(job, path.join(path.relative(job.workspaceRoot, folder), 'base.tar'));
    await runTools('lint', checks(base === undefined ? {} : { base }), job);
  } catch (error) {
    const reason = withoutBase(error);
    if (reason === undefined) throw error;
    await runTools('lint', [...checks({}), { tool: comparesWithBase, ...reason }], job);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Writes the project as it is at the base of the change. @returns undefined when it is not there. @throws E_BASE_UNKNOWN, E_CLONE_SHALLOW, E_NOT_A_CLONE */
async function archiveOfBase({ project, process: runner, context }: Job, file: string): Promise<string | undefined> {
  const git = gitClone(runner);
  const commit = await baseCommit(git, process.env, context.nxJsonConfiguration.defaultBase ?? 'main');
  if (commit === undefined || (await git.tree(commit, project.root)) === undefined) return undefined;
  await git.archive(commit, project.root, file);
  return file;
}

/** The checks that need no base are made all the same. */
function withoutBase(error: unknown): Omit<Skip, 'tool'> | undefined {
  if (!(error instanceof DeliveryError) || !NO_BASE.has(error.code)) return undefined;
  return { reason: `${error.code}: ${error.detail.what}`, remedy: error.detail.fix };
}
