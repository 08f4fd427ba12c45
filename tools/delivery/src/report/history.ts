import type { Coverage } from './coverage.ts';
import type { RunTask } from './run.ts';

/** What is remembered of earlier runs in this clone, relative to the workspace root: CI keeps this file in its cache. */
export const HISTORY_FILE = '.nx/report-history.json';

/** Facts of tasks by the hash of their inputs, and of commits. */
export interface History {
  readonly version: 1;
  readonly tasks: Readonly<Record<string, TaskMemory>>;
  readonly commits: Readonly<Record<string, CommitMemory>>;
}

export interface TaskMemory {
  /** ISO 8601, of the last run that had it. */
  readonly at: string;
  /** How long it took when it was executed; missing when it never was here. */
  readonly durationMs?: number;
  /** Tests that failed with exactly these inputs. */
  readonly failedTests?: readonly string[];
}

export interface CommitMemory {
  readonly at: string;
  /** By project; null where it was asked for and is not known. */
  readonly coverage: Readonly<Record<string, CoverageTotals | null>>;
  /** Uncompressed bytes by image. */
  readonly images: Readonly<Record<string, number>>;
}

export type CoverageTotals = Pick<Coverage, 'covered' | 'total'>;

export const NO_HISTORY: History = { version: 1, tasks: {}, commits: {} };

/** Enough for months of work on a few branches, in less than a megabyte. */
const MAX_TASKS = 3000;
const MAX_COMMITS = 100;

/** Adds what a run did. @param failedTests names by project, of those whose tests failed. */
export function withRun(
  history: History,
  tasks: readonly RunTask[],
  failedTests: ReadonlyMap<string, readonly string[]>,
  at: string,
): History {
  const added = tasks.flatMap(({ project, target, status, hash, durationMs }): [string, TaskMemory][] => {
    if (hash === '' || status === 'skipped') return [];
    const known = history.tasks[hash];
    const failed = target === 'test' && status === 'failed' ? (failedTests.get(project) ?? []) : [];
    const names = [...new Set([...(known?.failedTests ?? []), ...failed])];
    const took = status === 'ran' ? durationMs : known?.durationMs;
    return [[hash, { at, ...(took === undefined ? {} : { durationMs: took }), ...(names.length === 0 ? {} : { failedTests: names }) }]];
  });
  return { ...history, tasks: newest({ ...history.tasks, ...Object.fromEntries(added) }, MAX_TASKS) };
}

/** Adds what is known of a commit; what other runs found of it stays. */
export function withCommit(history: History, commit: string, found: Omit<CommitMemory, 'at'>, at: string): History {
  const known = history.commits[commit];
  const memory = { at, coverage: { ...known?.coverage, ...found.coverage }, images: { ...known?.images, ...found.images } };
  return { ...history, commits: newest({ ...history.commits, [commit]: memory }, MAX_COMMITS) };
}

/** Tests that failed in an earlier run and passed now, although nothing that they depend on was changed. */
export function flakyTests(history: History, tasks: readonly RunTask[]): { project: string; name: string }[] {
  return tasks
    .filter(({ target, status }) => target === 'test' && status !== 'failed' && status !== 'skipped')
    .flatMap(({ project, hash }) => (history.tasks[hash]?.failedTests ?? []).map((name) => ({ project, name })));
}

/** Milliseconds that the tasks took which the cache answered now, as far as they were ever executed here. */
export function savedBy(history: History, tasks: readonly RunTask[]): number {
  return tasks
    .filter(({ status }) => status.startsWith('cached'))
    .reduce((sum, { hash, durationMs }) => sum + Math.max(0, (history.tasks[hash]?.durationMs ?? 0) - durationMs), 0);
}

function newest<T extends { readonly at: string }>(all: Readonly<Record<string, T>>, limit: number): Record<string, T> {
  const entries = Object.entries(all);
  if (entries.length <= limit) return { ...all };
  return Object.fromEntries(entries.sort(([, a], [, b]) => (a.at < b.at ? 1 : -1)).slice(0, limit));
}
