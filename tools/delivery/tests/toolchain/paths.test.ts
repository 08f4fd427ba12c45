import { expect, test } from 'vitest';
import { fromRoot } from '../../src/toolchain/paths.ts';

test.each([
  ['apps/api', 'dist/apps/api', '../../dist/apps/api'],
  ['libs/go/logging', '.venv/bin/pytest', '../../../.venv/bin/pytest'],
  ['app', 'dist', '../dist'],
  ['.', 'dist/test', 'dist/test'],
])('from %s, %s is %s', (root, target, seen) => {
  expect(fromRoot(root, target)).toBe(seen);
});
