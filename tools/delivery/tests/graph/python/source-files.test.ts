import { expect, test } from 'vitest';
import { isPythonTest, readPythonImports } from '../../../src/graph/python/source-files.ts';
import { folderWith } from '../../folder.ts';
import { readerOf } from '../reader.ts';

test('a module is listed once for the whole file, and once more if names are taken out of it', () => {
  const source = 'import a\nfrom a import b\nfrom .a import b\ndef f():\n  import a\n  from a import b, c\n';
  expect(readPythonImports(readerOf(folderWith({ 'x.py': source })), 'x.py')).toEqual([
    { module: 'a', level: 0, names: [] },
    { module: 'a', level: 0, names: ['b', 'c'] },
    { module: 'a', level: 1, names: ['b'] },
  ]);
});

test.each<[file: string, is: boolean]>([
  ['tests/helper.py', true],
  ['src/a/tests/test_b.py', true],
  ['test/a.py', true],
  ['examples/a.py', true],
  ['scripts/a.py', true],
  ['src/a/scripts/b.py', false],
  ['src/a/docs/b.py', false],
  ['src/test_a.py', true],
  ['a_test.py', true],
  ['conftest.py', true],
  ['src/a/contest.py', false],
  ['src/attests/a.py', false],
])('%s runs in the checks only: %s', (file, is) => {
  expect(isPythonTest(file)).toBe(is);
});
