import { expect, test } from 'vitest';
import { timelineSection } from '../../../src/report/page/timeline.ts';
import type { RunTask } from '../../../src/report/run.ts';
import { summarize } from '../../../src/report/summary.ts';
import { report, task } from '../fixture.ts';

function markup(tasks: readonly RunTask[]): string {
  const { run } = report({ tasks, durationMs: 10_000 });
  return timelineSection(run, summarize(run)).markup;
}

test('a line says target, status and duration in words, and its bar lies where the time was', () => {
  expect(markup([task('api:test', 'failed', 5000, 2500)])).toContain(
    '<li class="row failed"><span class="target">test</span><span class="value">failed 2.5s</span><svg class="bar" aria-hidden="true"><rect x="50%" width="25%" height="100%" rx="3"><title>test failed for 2.5s, from 5.0s on</title></rect></svg></li>',
  );
});

test('the axis shows round times without zeros', () => {
  const texts = [...markup([task('api:test', 'ran', 0, 10_000)]).matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text]) => text);
  expect(texts).toEqual(['0', '2s', '4s', '6s', '8s', '10s']);
});

test.each([
  [
    'what the cache held is counted',
    [task('api:lint', 'ran', 0, 1), task('api:test', 'cached-local')],
    'Not drawn: 1 task from the cache.',
  ],
  [
    'and what was skipped',
    [task('api:lint', 'failed', 0, 1), task('api:test', 'skipped')],
    'Not drawn: 0 tasks from the cache, 1 skipped.',
  ],
  [
    'all from the cache',
    [task('api:lint', 'cached-local'), task('api:test', 'cached-remote')],
    'Nothing was executed: 2 tasks came from the cache.',
  ],
])('%s', (_, tasks, note) => {
  expect(markup(tasks)).toContain(`<p class="note">${note}</p>`);
});

test('nothing is drawn when nothing was executed', () => {
  expect(markup([task('api:lint', 'cached-local')])).not.toContain('<svg');
});
