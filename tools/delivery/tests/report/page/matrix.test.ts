import { expect, test } from 'vitest';
import { matrixSection } from '../../../src/report/page/matrix.ts';
import { report, task } from '../fixture.ts';

test.each([
  ['ran', '<td class="ran" title="Executed in this run"><span>1.5s</span></td>'],
  ['cached-local', '<td class="cached-local" title="Restored from the local cache, or found in place"><span>cached</span></td>'],
  ['cached-remote', '<td class="cached-remote" title="Restored from the remote cache"><span>cached</span></td>'],
  ['failed', '<td class="failed" title="Failed in this run"><span>failed</span></td>'],
  ['skipped', '<td class="skipped" title="Not run, because a task that it needs failed"><span>skipped</span></td>'],
] as const)('a task that is %s', (status, cell) => {
  const { run } = report({ tasks: [task('api:lint', status, 0, 1500)] });
  expect(matrixSection(run).markup).toContain(`<tr><th scope="row"><bdi>api</bdi></th>${cell}</tr>`);
});

test('a target that was not needed, and one that does not exist', () => {
  const { run } = report({
    projects: { api: ['lint', 'test'], web: ['lint'] },
    tasks: [task('api:lint', 'ran', 0, 1), task('web:lint', 'ran', 0, 1), task('ui:test', 'ran', 0, 1)],
  });
  expect(matrixSection(run).markup).toContain('<td class="absent" title="Nothing in this run needed it">not run</td>');
  expect(matrixSection(run).markup).toContain('<td class="absent" title="The project has no such target">–</td>');
});
