import type { PostTasksExecutionContext, ProjectGraph, TaskResult } from '@nx/devkit';
import { outputFolder } from '../toolchain/targets.ts';

/** Where the facts of the last run are, relative to the workspace root. */
export const RUN_FILE = 'dist/report/run.json';

/** What a run of nx did, as plain data for the report. */
export interface Run {
  readonly version: 1;
  /** The command line of nx: tells this run from another that ended at the same time. */
  readonly argv: readonly string[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Every project of the workspace, sorted by name: those without a task were not touched. */
  readonly projects: readonly RunProject[];
  /** In order of their start. */
  readonly tasks: readonly RunTask[];
}

export interface RunProject {
  readonly name: string;
  readonly root: string;
  readonly targets: readonly string[];
  /** Folder of what its tests write, relative to the workspace root. */
  readonly tests?: string;
}

export interface RunTask {
  readonly project: string;
  readonly target: string;
  readonly status: TaskStatus;
  /** Milliseconds after the start of the run. */
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly hash: string;
}

/** `ran`: executed. `cached`: restored or found in place. `skipped`: a task that it needs failed. */
export type TaskStatus = 'ran' | 'cached-local' | 'cached-remote' | 'failed' | 'skipped';

const STATUS: Readonly<Record<TaskResult['status'], TaskStatus>> = {
  success: 'ran',
  failure: 'failed',
  skipped: 'skipped',
  stopped: 'failed',
  'local-cache': 'cached-local',
  'local-cache-kept-existing': 'cached-local',
  'remote-cache': 'cached-remote',
};

/** The facts of a run of tasks, of what Nx tells a plugin and of its graph. */
export function runOf({ argv, taskResults, startTime, endTime }: PostTasksExecutionContext, graph: ProjectGraph): Run {
  return {
    version: 1,
    argv: argv.slice(2),
    startedAt: new Date(startTime).toISOString(),
    durationMs: endTime - startTime,
    projects: projectsOf(graph),
    tasks: Object.values(taskResults)
      .map((result) => runTask(result, startTime))
      .sort((a, b) => a.offsetMs - b.offsetMs),
  };
}

/** Every project of the graph with the names of its targets. */
export function projectsOf({ nodes }: ProjectGraph): RunProject[] {
  return Object.values(nodes)
    .map(({ name, data: { root, targets = {} } }) => {
      const { outputs } = targets['test'] ?? {};
      const tests = outputs?.length ? { tests: outputFolder(outputs, { name, root }) } : {};
      return { name, root, targets: Object.keys(targets).sort(), ...tests };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function runTask({ task, status }: TaskResult, runStart: number): RunTask {
  const { startTime = runStart, endTime = startTime, hash = '' } = task;
  return {
    project: task.target.project,
    target: task.target.target,
    status: STATUS[status],
    offsetMs: startTime - runStart,
    durationMs: endTime - startTime,
    hash,
  };
}
