import { describe, expect, test } from 'vitest';
import { flakyTests, NO_HISTORY, savedBy, withCommit, withRun } from '../../src/report/history.ts';
import type { RunTask } from '../../src/report/run.ts';
import { task } from './fixture.ts';

const AT = '2026-03-02T01:02:03.000Z';
const hashed = (hash: string, one: RunTask): RunTask => ({ ...one, hash });
const FAILED = hashed('h', task('api:test', 'failed', 0, 500));
const failedOnce = withRun(NO_HISTORY, [FAILED], new Map([['api', ['TestA']]]), AT);

describe('flaky tests', () => {
  test.each<[name: string, later: RunTask, flaky: number]>([
    ['that passed with the same inputs', hashed('h', task('api:test', 'ran')), 1],
    ['that another machine passed with the same inputs', hashed('h', task('api:test', 'cached-remote')), 1],
    ['that passed with other inputs are repaired', hashed('i', task('api:test', 'ran')), 0],
    ['that failed again are broken', FAILED, 0],
    ['that did not run are not known', hashed('h', task('api:test', 'skipped')), 0],
  ])('tests %s', (_name, later, flaky) => {
    expect(flakyTests(failedOnce, [later])).toEqual(flaky === 0 ? [] : [{ project: 'api', name: 'TestA' }]);
  });

  test('stay known after they passed', () => {
    const passed = [hashed('h', task('api:test', 'ran', 0, 700))];
    const history = withRun(failedOnce, passed, new Map(), AT);
    expect(history.tasks['h']).toEqual({ at: AT, durationMs: 700, failedTests: ['TestA'] });
    expect(flakyTests(history, passed)).toHaveLength(1);
  });
});

test('the cache has saved what the task took when it ran, less what restoring took', () => {
  const history = withRun(NO_HISTORY, [hashed('h', task('api:lint', 'ran', 0, 900))], new Map(), AT);
  const restored = [hashed('h', task('api:lint', 'cached-local', 0, 100)), hashed('other', task('web:lint', 'cached-remote', 0, 100))];
  expect(savedBy(history, restored)).toBe(800);
  expect(savedBy(history, [hashed('h', task('api:lint', 'ran', 0, 900))])).toBe(0);
});

test('what several runs found of a commit is known together', () => {
  const first = withCommit(NO_HISTORY, 'c', { coverage: { a: { covered: 1, total: 2 } }, images: { api: 5 } }, AT);
  const second = withCommit(first, 'c', { coverage: { b: null }, images: {} }, AT);
  expect(second.commits['c']).toEqual({ at: AT, coverage: { a: { covered: 1, total: 2 }, b: null }, images: { api: 5 } });
});

test('the oldest commits are forgotten', () => {
  let history = NO_HISTORY;
  for (let index = 0; index < 120; index++) {
    history = withCommit(history, `c${index}`, { coverage: {}, images: {} }, new Date(index * 1000).toISOString());
  }
  expect(Object.keys(history.commits)).toHaveLength(100);
  expect(history.commits['c19']).toBeUndefined();
  expect(history.commits['c119']).toBeDefined();
});
