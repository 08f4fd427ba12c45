import { formatCommand } from '../toolchain/command.ts';
import type { Report } from './report.ts';
import type { Run, RunTask } from './run.ts';

/** A run in figures. */
export interface Summary {
  readonly tasks: number;
  readonly ran: number;
  readonly cachedLocal: number;
  readonly cachedRemote: number;
  readonly skipped: number;
  readonly failed: readonly RunTask[];
  /** Milliseconds that tasks were executing, added up: more than the run took when several ran at once. */
  readonly workMs: number;
  /** Names of the projects without a task. */
  readonly untouched: readonly string[];
}

export const NOTHING_TOUCHED = 'Nothing that this change touches: no task ran.';

/** Shown when a run failed and no task did, as when it was interrupted. */
export const NO_FAILED_TASK = 'No task failed: the output of the run names the cause.';

export function summarize({ projects, tasks }: Run): Summary {
  const touched = new Set(tasks.map(({ project }) => project));
  const byStatus = Map.groupBy(tasks, ({ status }) => status);
  const failed = byStatus.get('failed') ?? [];
  const ran = byStatus.get('ran') ?? [];
  return {
    tasks: tasks.length,
    ran: ran.length,
    cachedLocal: byStatus.get('cached-local')?.length ?? 0,
    cachedRemote: byStatus.get('cached-remote')?.length ?? 0,
    skipped: byStatus.get('skipped')?.length ?? 0,
    failed,
    workMs: [...ran, ...failed].reduce((sum, { durationMs }) => sum + durationMs, 0),
    untouched: projects.map(({ name }) => name).filter((name) => !touched.has(name)),
  };
}

/** What to type to see one task again. */
export function rerunCommand({ project, target }: RunTask): string {
  return formatCommand({ program: 'npx', args: ['nx', 'run', `${project}:${target}`] });
}

/** The commit in twelve digits, and whether it says all: `3f2a1b9c0d12 with uncommitted changes`. */
export function shortCommit({ commit }: Report): string {
  const [sha = '', dirty] = commit.split('-');
  return dirty === undefined ? sha.slice(0, 12) : `${sha.slice(0, 12)} with uncommitted changes`;
}

/** The digest with twelve digits, enough to find it: `sha256:3f2a1b9c0d12`. */
export function shortDigest(digest: string): string {
  const [algorithm = '', hex = ''] = digest.split(':');
  return `${algorithm}:${hex.slice(0, 12)}`;
}
