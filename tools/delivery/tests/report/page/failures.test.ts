import { expect, test } from 'vitest';
import { failuresSection } from '../../../src/report/page/failures.ts';
import { summarize } from '../../../src/report/summary.ts';
import { report, task } from '../fixture.ts';

function markup(failed: ReturnType<typeof report>): string {
  return failuresSection(failed, summarize(failed.run)).markup;
}

test('names each failed task with the command to type, and what it held up', () => {
  const page = markup(
    report({ tasks: [task('api:lint', 'failed', 0, 950), task('api:build', 'skipped'), task('web:test', 'failed', 0, 2000)] }),
  );
  expect(page).toContain('<h2 id="failures">2 tasks failed</h2>');
  expect(page).toContain(
    '<li><p><strong><bdi>api</bdi></strong> lint <span class="note">failed after 950ms</span></p>\n<code class="command">npx nx run api:lint</code></li>',
  );
  expect(page).toContain('<code class="command">npx nx run web:test</code>');
  expect(page).toContain('<p class="note">1 task that needed them did not run.</p>');
});

test('is absent when the run passed', () => {
  expect(markup(report({ tasks: [task('api:lint', 'ran')] }))).toBe('');
});

test('points to the output when the run failed and no task did', () => {
  expect(markup(report({ success: false }))).toBe('<p class="empty">No task failed: the output of the run names the cause.</p>');
});
