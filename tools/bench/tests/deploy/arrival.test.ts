import { expect, it } from 'vitest';
import { type Answer, arrivalOf } from '../../src/deploy/arrival.ts';

/** One answer each 10 ms; `-` is none. */
function answers(versions: string): Answer[] {
  return [...versions].map((version, index) => ({ asked: index * 10, version: version === '-' ? undefined : version }));
}

it.each([
  { versions: 'aaabbb', arrived: 30 },
  { versions: 'aababb', arrived: 40 },
  { versions: 'aa--bb', arrived: 40 },
  { versions: 'aabb-b', arrived: 20 },
  { versions: 'bbbb', arrived: 0 },
  { versions: 'aaaa', arrived: undefined },
  { versions: 'bbba', arrived: undefined },
  { versions: '', arrived: undefined },
])('$versions', ({ versions, arrived }) => {
  expect(arrivalOf(answers(versions), 'b')).toBe(arrived);
});
