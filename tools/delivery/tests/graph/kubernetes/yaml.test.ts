import { expect, test } from 'vitest';
import { formatError } from '../../../src/errors.ts';
import { asError, parseYaml } from '../../../src/graph/kubernetes/yaml.ts';

test.each<[text: string, documents: unknown[]]>([
  ['a: 1\n---\nb: [2]\n', [{ a: '1' }, { b: ['2'] }]],
  ['', []],
  ['# nothing\n', []],
  ['%YAML 1.2\n---\na: &x {b: c}\nd: *x\n', [{ a: { b: 'c' }, d: { b: 'c' } }]],
  ['a: !vault secret\nb: !!int "1"\nc: !x [d]\ne: !y {f: g}\n', [{ a: 'secret', b: '1', c: ['d'], e: { f: 'g' } }]],
  ['a: 1\na: 2\n', [{ a: '2' }]],
  ['{"a": {"b": ["c"]}}', [{ a: { b: ['c'] } }]],
  ['a: |-\n  b: c\n  d\r\n', [{ a: 'b: c\nd' }]],
])('%j', (text, documents) => {
  expect(parseYaml(text)).toEqual({ documents });
});

test.each<[name: string, text: string, what: string, line: number, column: number]>([
  ['a mapping in a value', 'a: 1\nb: c: d\n', 'bad indentation of a mapping entry', 2, 5],
  ['a tab', 'a:\n\tb: 1\n', 'tab characters must not be used in indentation', 2, 1],
  ['no end', 'a: "x\n', 'deficient indentation', 2, 1],
  ['an alias of nothing', 'a: 1\n---\nb: *x\n', 'unidentified alias "x"', 3, 5],
  ['no bottom', `a: ${'['.repeat(100_000)}`, 'nesting exceeded maxDepth (100)', 1, 103],
])('%s is named with its place', (_name, text, what, line, column) => {
  expect(parseYaml(text)).toEqual({ documents: [], problem: { what, line, column } });
});

test('a problem is an error with a remedy', () => {
  expect(formatError(asError({ what: 'no', line: 3, column: 7 }, 'a/b.yaml')).split('\n')).toEqual([
    'E_MANIFEST_INVALID: Invalid YAML: no',
    '  where  a/b.yaml:3:7',
    '  fix    correct the file, or name it in .nxignore; the format is https://yaml.org/spec/1.2.2/',
  ]);
});
