import { type Count, type Load, type LoadResult, startLoad } from './load.ts';

/** Requests to a service, and as many at the same time to one on the same node that nothing happens to. */
export interface Comparison {
  readonly own: LoadResult;
  readonly control: LoadResult;
}

/** Two loads side by side. */
export interface ComparedLoad {
  take(): Comparison;
  stop(): Promise<Comparison>;
}

/** @param still is the url of a service that is left alone. */
export function startComparedLoad(url: string, still: string): ComparedLoad {
  const loads: readonly [Load, Load] = [startLoad(url), startLoad(still)];
  const compare = ([own, control]: readonly [LoadResult, LoadResult]): Comparison => ({ own, control });
  return {
    take: () => compare([loads[0].take(), loads[1].take()]),
    stop: async () => compare(await Promise.all([loads[0].stop(), loads[1].stop()])),
  };
}

/** Of tests that lose nothing one in a thousand may say otherwise. */
const SIGNIFICANT = 0.001;

/**
 * What was lost: every failure on a kept connection, and those on new ones if they are more than those of the control, beyond chance. A
 * node loses some new connections by itself; README.md has what is known of that.
 */
export function lost({ own, control }: Comparison): readonly string[] {
  return [...own.kept.failures, ...(chanceOf(own.fresh, control.fresh) < SIGNIFICANT ? own.fresh.failures : [])];
}

/**
 * How likely so many failures are, or more, if both loads fail equally often. The exact test for two Poisson rates (Przyborowski and
 * Wilenski, Biometrika 1940): of all failures those of one load are binomial, with its share of the requests.
 */
export function chanceOf(own: Count, control: Count): number {
  const all = own.failures.length + control.failures.length;
  if (own.failures.length === 0) return 1;
  const share = own.sent / (own.sent + control.sent);
  let logTerm = all * Math.log(share);
  let chance = 0;
  // From all of them down to as many as there were.
  for (let count = all; count >= own.failures.length; count--) {
    chance += Math.exp(logTerm);
    logTerm += Math.log((count * (1 - share)) / ((all - count + 1) * share));
  }
  return chance;
}

/** The same of several tests. */
export function sum(comparisons: readonly Comparison[]): Comparison {
  const count = (of: (one: Comparison) => Count): Count => ({
    sent: comparisons.reduce((total, one) => total + of(one).sent, 0),
    failures: comparisons.flatMap((one) => of(one).failures),
  });
  const half = (of: (one: Comparison) => LoadResult): LoadResult => ({
    kept: count((one) => of(one).kept),
    fresh: count((one) => of(one).fresh),
    versions: [],
  });
  return { own: half(({ own }) => own), control: half(({ control }) => control) };
}
