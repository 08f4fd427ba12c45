import { expect, test } from 'vitest';
import { isSource, moduleFinder, moduleRoots } from '../../../src/graph/go/folders.ts';

test.each<[goMod: string, others: string[], isRoot: boolean]>([
  ['go.mod', [], true],
  ['a/b/go.mod', [], true],
  ['testdata/go.mod', [], true],
  ['testdata/a/go.mod', [], false],
  ['testdata/a/go.mod', ['testdata/go.mod'], true],
  ['vendor/a/go.mod', [], false],
  ['node_modules/a/go.mod', [], false],
  ['_examples/a/go.mod', [], true],
  ['.tools/go.mod', [], true],
])('%s beside %j is a module: %s', (goMod, others, isRoot) => {
  expect(moduleRoots([goMod, ...others]).has(goMod.replace(/\/?go\.mod$/, '') || '.')).toBe(isRoot);
});

test.each<[folder: string, root: string | undefined]>([
  ['.', '.'],
  ['x/y', '.'],
  ['a', 'a'],
  ['a/x', 'a'],
  ['a/testdata', undefined],
  ['a/testdata/x', undefined],
  ['a/x/vendor/y', undefined],
  ['a/_x', undefined],
  ['a/.x/y', undefined],
  ['b/testdata', 'b/testdata'],
  ['b/testdata/x', 'b/testdata'],
  ['ab', '.'],
])('%s is part of the module in %s', (folder, root) => {
  expect(moduleFinder(new Set(['.', 'a', 'b/testdata']))(folder)).toBe(root);
});

test.each<[file: string, is: boolean]>([
  ['a/b.go', true],
  ['a/b_test.go', true],
  ['a/b_windows.go', true],
  ['a/_b.go', false],
  ['a/.b.go', false],
  ['a/b.go.txt', false],
])('%s is compiled: %s', (file, is) => {
  expect(isSource(file)).toBe(is);
});
