/** What is said of a series of measurements, in the unit of its samples. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Every sample, in the order in which it was taken. */
  readonly samples: readonly number[];
}

/** Median, not mean: one interruption by another program does not move it. @throws RangeError without a sample. */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError('a summary needs at least one sample');
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (at(sorted, Math.ceil(middle) - 1) + at(sorted, Math.floor(middle))) / 2;
  return { median, min: at(sorted, 0), max: at(sorted, sorted.length - 1), samples };
}

/**
 * Combines two series sample by sample: both samples of a pair come from one round, so what slowed the machine down in
 * that round is in both. @throws RangeError when the series differ in length.
 */
export function paired(a: readonly number[], b: readonly number[], combine: (a: number, b: number) => number): Summary {
  if (a.length !== b.length) throw new RangeError(`series of ${a.length} and ${b.length} samples have no pairs`);
  return summarize(a.map((value, round) => combine(value, at(b, round))));
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`there is no sample ${index}`);
  return value;
}
