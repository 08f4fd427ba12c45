import { expect, test } from 'vitest';
import { fromRoot, testResults } from '../../src/toolchain/paths.ts';

test.each([
  ['apps/api', 'dist/apps/api', '../../dist/apps/api'],
  ['libs/go/logging', '.venv/bin/pytest', '../../../.venv/bin/pytest'],
  ['app', 'dist', '../dist'],
  ['.', 'dist/test', 'dist/test'],
])('from %s, %s is %s', (root, target, seen) => {
  expect(fromRoot(root, target)).toBe(seen);
});

test.each([
  [{ name: 'api', root: 'apps/api' }, 'dist/test/apps/api'],
  [{ name: 'api', root: 'apps/api', go: { workspace: true as const } }, 'dist/test/apps/api'],
  [{ name: 'store', root: 'store', go: { onePackage: true as const } }, 'dist/test/packages/store'],
])('%j has its test results in %s', (project, folder) => {
  expect(testResults(project)).toBe(folder);
});
