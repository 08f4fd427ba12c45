import { describe, expect, test } from 'vitest';
import { timelineOf } from '../../src/report/timeline.ts';
import { report, task } from './fixture.ts';

describe('timelineOf', () => {
  test('puts executed tasks below their project, in order of start, as percentages of the run', () => {
    const test1 = task('api:test', 'failed', 5000, 2500);
    const lint = task('api:lint', 'ran', 0, 1000);
    const build = task('web:build', 'ran', 2000, 8000);
    const { run } = report({ tasks: [test1, build, lint], durationMs: 10_000 });
    expect(timelineOf(run).groups).toEqual([
      {
        project: 'api',
        bars: [
          { task: lint, start: 0, width: 10 },
          { task: test1, start: 50, width: 25 },
        ],
      },
      { project: 'web', bars: [{ task: build, start: 20, width: 80 }] },
    ]);
  });

  test.each(['cached-local', 'cached-remote', 'skipped'] as const)('%s has no bar', (status) => {
    expect(timelineOf(report({ tasks: [task('api:lint', status, 0, 50)] }).run).groups).toEqual([]);
  });

  test('a bar is wide enough to see and stays within the axis', () => {
    const { run } = report({ tasks: [task('api:lint', 'ran', 0, 0), task('api:test', 'ran', 99_999, 1)], durationMs: 100_000 });
    expect(timelineOf(run).groups[0]?.bars.map(({ start, width }) => [start, width])).toEqual([
      [0, 0.5],
      [99.5, 0.5],
    ]);
  });

  test('a task that ends after the run stretches the axis', () => {
    const { run } = report({ tasks: [task('api:lint', 'ran', 0, 200)], durationMs: 100 });
    expect(timelineOf(run).groups[0]?.bars[0]?.width).toBe(100);
  });

  test.each([
    [0, [0, 1]],
    [40, [0, 10, 20, 30, 40]],
    [812, [0, 200, 400, 600, 800]],
    [66_000, [0, 15_000, 30_000, 45_000, 60_000]],
    [5 * 3_600_000, [0, 1, 2, 3, 4, 5].map((hours) => hours * 3_600_000)],
    [24 * 3_600_000, [0, 4, 8, 12, 16, 20, 24].map((hours) => hours * 3_600_000)],
  ])('a run of %d ms has ticks at round times', (durationMs, expected) => {
    expect(timelineOf(report({ durationMs }).run).ticks.map(({ milliseconds }) => milliseconds)).toEqual(expected);
  });

  test('ticks stand where their time is on the axis', () => {
    expect(timelineOf(report({ durationMs: 8000 }).run).ticks.map(({ at }) => at)).toEqual([0, 25, 50, 75, 100]);
  });
});
