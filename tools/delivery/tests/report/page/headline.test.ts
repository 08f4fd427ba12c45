import { expect, test } from 'vitest';
import { figures } from '../../../src/report/page/headline.ts';
import { summarize } from '../../../src/report/summary.ts';
import { report, task } from '../fixture.ts';

test('four figures, each with what it is a part of', () => {
  const { run } = report({
    projects: { api: [], docs: [] },
    tasks: [
      task('api:lint', 'ran', 0, 1500),
      task('api:test', 'failed', 0, 500),
      task('api:build', 'skipped'),
      task('api:scan', 'cached-local'),
      task('api:docker', 'cached-remote'),
    ],
  });
  expect(
    figures(summarize(run), { ...report(), run })
      .markup.split('\n')
      .slice(1, -1),
  ).toEqual([
    '<div class="ran"><dt>Ran</dt><dd>1</dd><dd class="detail">2.0s of work</dd></div>',
    '<div class="cached"><dt>Cached</dt><dd>2</dd><dd class="detail">of 5 tasks, 1 remotely</dd></div>',
    '<div class="failed"><dt>Failed</dt><dd>1</dd><dd class="detail">1 skipped</dd></div>',
    '<div class="not touched"><dt>Not touched</dt><dd>1</dd><dd class="detail">of 2 projects</dd></div>',
  ]);
});
