import type { Run } from '../../report/run.ts';

/** How long tasks took when they were last executed: milliseconds by `project:target`. */
export type Durations = Readonly<Record<string, number>>;

/** For a task that was never executed where no other one of its target was, in milliseconds. */
const UNKNOWN_MS = 30_000;

/** Adds what runs have executed, the later ones last. What came from the cache says nothing about the work. */
export function withRuns(durations: Durations, runs: readonly Run[]): Durations {
  const executed = runs.flatMap(({ tasks }) => tasks.filter(({ status }) => status === 'ran'));
  return { ...durations, ...Object.fromEntries(executed.map(({ project, target, durationMs }) => [`${project}:${target}`, durationMs])) };
}

/** Of the targets of a project; one that is not recorded counts as the median of its target elsewhere. */
export function expectedMs(project: string, targets: readonly string[], durations: Durations): number {
  return targets.reduce((total, target) => total + (durations[`${project}:${target}`] ?? usualMs(target, durations)), 0);
}

function usualMs(target: string, durations: Durations): number {
  const known = Object.entries(durations)
    .filter(([task]) => task.endsWith(`:${target}`))
    .map(([, ms]) => ms)
    .sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? UNKNOWN_MS;
}
