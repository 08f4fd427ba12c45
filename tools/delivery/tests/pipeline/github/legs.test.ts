import { expect, test } from 'vitest';
import { type Durations, expectedMs, withRuns } from '../../../src/pipeline/github/durations.ts';
import { divide } from '../../../src/pipeline/github/legs.ts';
import type { RunTask, TaskStatus } from '../../../src/report/run.ts';

const MINUTE = 60_000;

/** Projects with one target each that takes so many minutes. */
function projects(minutes: Readonly<Record<string, number>>) {
  const durations = Object.fromEntries(Object.entries(minutes).map(([name, time]) => [`${name}:test`, time * MINUTE]));
  return { selected: Object.keys(minutes).map((project) => ({ project, targets: ['test'] })), durations };
}

test.each<[what: string, minutes: Record<string, number>, legs: string[][]]>([
  ['little work is one leg', { b: 1, a: 1 }, [['a', 'b']]],
  [
    'work for two legs is divided evenly, the longest first',
    { a: 2, b: 2, c: 1, d: 1 },
    [
      ['a', 'c'],
      ['b', 'd'],
    ],
  ],
  ['what is longer than a leg has one of its own', { a: 4, b: 1, c: 1 }, [['a'], ['b', 'c']]],
  ['there are no more legs than projects', { a: 60 }, [['a']]],
  ['what takes no time does not vanish', { a: 0, b: 0 }, [['a', 'b']]],
])('%s', (_what, minutes, legs) => {
  const { selected, durations } = projects(minutes);
  const divided = divide(selected, durations);
  expect(divided.map((leg) => leg.projects)).toEqual(legs);
  expect(divided.map(({ name }) => name)).toEqual(legs.map((_, index) => `${index + 1} of ${legs.length}`));
});

test('a change that affects nothing has a leg that says so', () => {
  expect(divide([], {})).toEqual([{ name: 'nothing is affected', projects: [] }]);
});

test('there are never more legs than a matrix of GitHub may have', () => {
  const { selected, durations } = projects(Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`p${index}`, 10])));
  const divided = divide(selected, durations);
  expect(divided).toHaveLength(256);
  expect(divided.flatMap((leg) => leg.projects)).toHaveLength(400);
});

test('the same work is divided in the same way, in whatever order it comes', () => {
  const { selected, durations } = projects({ a: 2, b: 2, c: 2, d: 3, e: 1 });
  expect(divide(selected.toReversed(), durations)).toEqual(divide(selected, durations));
});

test.each<[targets: string[], durations: Durations, ms: number]>([
  [['lint', 'test'], { 'a:lint': 1, 'a:test': 2 }, 3],
  [['test'], { 'b:test': 10, 'c:test': 30, 'd:test': 20, 'b:lint': 1 }, 20],
  [['test'], {}, 30_000],
])('what %j takes, of what is known: %j', (targets, durations, ms) => {
  expect(expectedMs('a', targets, durations)).toBe(ms);
});

test('only what was executed counts', () => {
  const task = (project: string, status: TaskStatus, durationMs: number): RunTask => ({
    project,
    target: 'test',
    status,
    durationMs,
    offsetMs: 0,
    hash: '',
  });
  const run = {
    version: 1 as const,
    argv: [],
    startedAt: '',
    durationMs: 0,
    projects: [],
    tasks: [task('a', 'ran', 5), task('b', 'cached-local', 1), task('c', 'failed', 1), task('d', 'cached-remote', 1)],
  };
  expect(withRuns({ 'a:test': 9, 'b:test': 8, 'e:test': 7 }, [run])).toEqual({ 'a:test': 5, 'b:test': 8, 'e:test': 7 });
});
