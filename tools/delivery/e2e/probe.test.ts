import { expect, it } from 'vitest';
import { freshWorkspace } from './workspace.ts';
it('x', async () => {
  console.time('copy');
  const w = await freshWorkspace();
  console.timeEnd('copy');
  console.log((await w.nx('run', 'api-server:build')).output.slice(-600));
  console.timeLog;
  expect(await w.git('status', '--short')).toBe('');
});
