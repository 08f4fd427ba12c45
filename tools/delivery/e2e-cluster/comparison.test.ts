import { expect, it } from 'vitest';
import { type Comparison, chanceOf, lost, sum } from './comparison.ts';
import type { Count } from './load.ts';

const count = (failed: number, sent: number): Count => ({ sent, failures: Array.from({ length: failed }, () => 'refused') });
const comparison = (kept: number, own: Count, control: Count): Comparison => ({
  own: { kept: count(kept, 1000), fresh: own, versions: [] },
  control: { kept: count(0, 1000), fresh: control, versions: [] },
});

it.each<[own: Count, control: Count, chance: number]>([
  [count(0, 1000), count(0, 1000), 1],
  [count(0, 1000), count(9, 1000), 1],
  [count(1, 1000), count(0, 1000), 1 / 2],
  [count(3, 1000), count(0, 1000), 1 / 8],
  [count(2, 1000), count(1, 1000), 1 / 2],
  // One throw in four, three times of three.
  [count(3, 1000), count(0, 3000), 1 / 64],
  [count(2000, 2000), count(0, 2000), 0],
])('%#: the chance of so many failures', (own, control, chance) => {
  expect(chanceOf(own, control)).toBeCloseTo(chance, 10);
});

it.each<[name: string, comparison: Comparison, lost: number]>([
  ['a kept connection', comparison(1, count(0, 1000), count(0, 1000)), 1],
  ['as many new ones as without a deploy', comparison(0, count(9, 1000), count(5, 1000)), 0],
  ['few enough to be chance', comparison(0, count(9, 1000), count(0, 1000)), 0],
  ['too many to be chance', comparison(0, count(10, 1000), count(0, 1000)), 10],
])('%s', (_, compared, expected) => {
  expect(lost(compared)).toHaveLength(expected);
});

it('what several tests lost together is judged as one', () => {
  const few = comparison(0, count(4, 1000), count(0, 1000));
  expect([lost(few).length, lost(sum([few, few, few])).length]).toEqual([0, 12]);
});
