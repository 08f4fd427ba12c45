import { describe, expect, it } from 'vitest';
import { paired, summarize } from '../src/statistics.ts';

describe('summarize', () => {
  it.each([
    { samples: [7], median: 7, min: 7, max: 7 },
    { samples: [3, 1, 2], median: 2, min: 1, max: 3 },
    { samples: [4, 1, 3, 2], median: 2.5, min: 1, max: 4 },
    { samples: [10, 9, 100], median: 10, min: 9, max: 100 },
    { samples: [-1, -3], median: -2, min: -3, max: -1 },
  ])('$samples', ({ samples, ...expected }) => {
    expect(summarize(samples)).toEqual({ ...expected, samples });
  });

  it('refuses an empty series', () => {
    expect(() => summarize([])).toThrow(new RangeError('a summary needs at least one sample'));
  });
});

describe('paired', () => {
  it('combines the samples of one round', () => {
    expect(paired([10, 40, 60], [5, 4, 30], (a, b) => a / b)).toEqual({ median: 2, min: 2, max: 10, samples: [2, 10, 2] });
  });

  it('refuses series of different length', () => {
    expect(() => paired([1, 2], [1], (a, b) => a - b)).toThrow(new RangeError('series of 2 and 1 samples have no pairs'));
  });
});
