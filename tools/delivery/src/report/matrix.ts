import type { Run, RunTask } from './run.ts';

/** What each touched project did for each target of the run. */
export interface Matrix {
  /** Targets that have a task, in the order of the pipeline. */
  readonly targets: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly project: string;
  /** One for each target of the matrix. */
  readonly cells: readonly MatrixCell[];
}

/** A task; or that the project has the target and the run did not need it; or that it has no such target. */
export type MatrixCell = RunTask | 'not run' | 'no target';

/** Targets in the order in which a change meets them; any other comes after these. */
const PIPELINE = ['generate', 'lint', 'test', 'scan', 'build', 'stand-in', 'docker', 'publish', 'deploy'];

export function matrixOf({ projects, tasks }: Run): Matrix {
  const targets = [...new Set(tasks.map(({ target }) => target))].sort(comparePipeline);
  const tasksOf = Map.groupBy(tasks, ({ project }) => project);
  const rows = projects.flatMap(({ name, targets: own }) => {
    const tasks = tasksOf.get(name);
    if (tasks === undefined) return [];
    const cells = targets.map((target): MatrixCell => {
      return tasks.find((task) => task.target === target) ?? (own.includes(target) ? 'not run' : 'no target');
    });
    return [{ project: name, cells }];
  });
  return { targets, rows };
}

function comparePipeline(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function rank(target: string): number {
  const index = PIPELINE.indexOf(target);
  return index === -1 ? PIPELINE.length : index;
}
