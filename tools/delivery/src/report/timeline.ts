import type { Run, RunTask } from './run.ts';

/** Where the time of a run went: the tasks that were executed, as bars along one axis. */
export interface Timeline {
  /** In order of their first start. */
  readonly groups: readonly TimelineGroup[];
  readonly ticks: readonly Tick[];
}

export interface TimelineGroup {
  readonly project: string;
  readonly bars: readonly Bar[];
}

/** Start and width are percentages of the axis. */
export interface Bar {
  readonly task: RunTask;
  readonly start: number;
  readonly width: number;
}

export interface Tick {
  readonly at: number;
  readonly milliseconds: number;
}

/** So that a task of milliseconds in a run of minutes can be seen. */
const MIN_WIDTH = 0.5;

const MAX_TICKS = 6;

/** What people count time in. */
const TICK_STEPS = [1, 10, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 1200e3, 3600e3];

/** Tasks from the cache or skipped have no bar: they took no time worth a line. */
export function timelineOf({ tasks, durationMs }: Run): Timeline {
  const executed = tasks.filter(({ status }) => status === 'ran' || status === 'failed').sort((a, b) => a.offsetMs - b.offsetMs);
  const span = Math.max(1, durationMs, ...executed.map((task) => task.offsetMs + task.durationMs));
  const groups = [...Map.groupBy(executed, ({ project }) => project)].map(([project, own]) => ({
    project,
    bars: own.map((task) => barOf(task, span)),
  }));
  return { groups, ticks: ticksOf(span) };
}

function barOf(task: RunTask, span: number): Bar {
  const width = Math.max(MIN_WIDTH, percent(task.durationMs, span));
  return { task, start: Math.min(percent(task.offsetMs, span), 100 - width), width };
}

function ticksOf(span: number): Tick[] {
  const step = TICK_STEPS.find((candidate) => span / candidate < MAX_TICKS) ?? Math.ceil(span / MAX_TICKS / 3600e3) * 3600e3;
  const ticks: Tick[] = [];
  for (let milliseconds = 0; milliseconds <= span; milliseconds += step) ticks.push({ at: percent(milliseconds, span), milliseconds });
  return ticks;
}

/** With two decimals, a tenth of a pixel on a wide screen. */
function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 100;
}
