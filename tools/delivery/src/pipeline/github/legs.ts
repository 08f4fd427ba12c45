import { type Durations, expectedMs } from './durations.ts';

/** One job of the matrix. */
export interface Leg {
  readonly name: string;
  /** Sorted names; empty only in the one leg of a change that affects nothing. */
  readonly projects: readonly string[];
}

/** A project with the targets that are to be run of it. */
export interface Selected {
  readonly project: string;
  readonly targets: readonly string[];
}

/** A job of a matrix that GitHub makes at most: https://docs.github.com/actions/reference/limits */
const MOST = 256;
/** Work for one leg, in milliseconds. Less than this, and setting up a runner takes longer than the work. */
const WORTH_A_RUNNER_MS = 180_000;
/** A matrix without a leg is an error on GitHub, and a job that is skipped looks like one that passed: this one says so. */
const NOTHING: Leg = { name: 'nothing is affected', projects: [] };

/**
 * Divides projects so that all legs end at about the same time: the longest first, each to the leg that has least
 * (LPT: R. L. Graham, Bounds on Multiprocessing Timing Anomalies, 1969; at most 4/3 of the best). The same input gives the same legs.
 */
export function divide(selected: readonly Selected[], durations: Durations): Leg[] {
  const work = selected
    .map(({ project, targets }) => ({ project, ms: expectedMs(project, targets, durations) }))
    .sort((a, b) => b.ms - a.ms || (a.project < b.project ? -1 : 1));
  const total = work.reduce((sum, { ms }) => sum + ms, 0);
  const count = Math.min(Math.max(Math.ceil(total / WORTH_A_RUNNER_MS), 1), work.length, MOST);
  if (count === 0) return [NOTHING];
  const bins = Array.from({ length: count }, () => ({ ms: 0, projects: [] as string[] }));
  for (const { project, ms } of work) {
    const least = bins.reduce((a, b) => (b.ms < a.ms ? b : a));
    least.ms += ms;
    least.projects.push(project);
  }
  // Without work that takes time the first ones have it all.
  const used = bins.filter(({ projects }) => projects.length > 0);
  return used.map(({ projects }, index) => ({ name: `${index + 1} of ${used.length}`, projects: projects.sort() }));
}
