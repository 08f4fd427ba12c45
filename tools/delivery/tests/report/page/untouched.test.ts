import { expect, test } from 'vitest';
import { untouchedSection } from '../../../src/report/page/untouched.ts';
import { summarize } from '../../../src/report/summary.ts';
import { report, task } from '../fixture.ts';

test('lists the projects that the change left alone', () => {
  const { run } = report({ projects: { api: ['lint'], docs: [], 급여: [] }, tasks: [task('api:lint', 'ran')] });
  expect(untouchedSection(summarize(run)).markup).toContain('<li><bdi>docs</bdi></li><li><bdi>급여</bdi></li>');
});

test('is absent when the change touches all', () => {
  expect(untouchedSection(summarize(report({ tasks: [task('api:lint', 'ran')] }).run)).markup).toBe('');
});
