import { expect, test } from 'vitest';
import { matrixOf } from '../../src/report/matrix.ts';
import { report, task } from './fixture.ts';

test('targets follow the pipeline, whatever order the tasks started in, and others come last by name', () => {
  const targets = ['zip', 'publish', 'docker', 'audit', 'build', 'test', 'lint', 'generate'];
  const { run } = report({ tasks: targets.map((target) => task(`web:${target}`, 'ran')) });
  expect(matrixOf(run).targets).toEqual(['generate', 'lint', 'test', 'build', 'docker', 'publish', 'audit', 'zip']);
});

test('tells a task from a target that was not needed and from one that does not exist', () => {
  const lint = task('web:lint', 'ran');
  const build = task('proto:build', 'cached-local');
  const { run } = report({ projects: { proto: ['build', 'lint'], untouched: ['lint'], web: ['lint'] }, tasks: [lint, build] });
  expect(matrixOf(run)).toEqual({
    targets: ['lint', 'build'],
    rows: [
      { project: 'proto', cells: ['not run', build] },
      { project: 'web', cells: [lint, 'no target'] },
    ],
  });
});
