import { expect, test } from 'vitest';
import { formatError } from '../../../src/errors.ts';
import { asError, parseYaml } from '../../../src/graph/kubernetes/yaml.ts';

test.each<[text: string, documents: unknown[]]>([
  ['a: 1\n---\nb: [2]\n', [{ a: 1 }, { b: [2] }]],
  ['', []],
  ['# nothing\n', []],
  ['%YAML 1.2\n---\na: &x {b: 1}\nc: *x\n', [{ a: { b: 1 }, c: { b: 1 } }]],
  ['a: !vault secret\nb: !!binary aGk=\n', [{ a: 'secret', b: Buffer.from('hi') }]],
  ['a: 1\na: 2\n', [{ a: 2 }]],
  ['{"a": {"b": ["c"]}}', [{ a: { b: ['c'] } }]],
])('%j', (text, documents) => {
  expect(parseYaml(text)).toEqual({ documents });
});

const BOMB = `a: &a [x]
b: &b [${'*a,'.repeat(20)}]
c: [${'*b,'.repeat(20)}]
`;

test.each<[name: string, text: string, what: string, line: number, column: number]>([
  ['a mapping in a value', 'a: 1\nb: c: d\n', 'Nested mappings are not allowed in compact mappings', 2, 4],
  ['a tab', 'a:\n\tb: 1\n', 'Tabs are not allowed as indentation', 2, 1],
  ['no end', 'a: "x\n', 'Missing closing "quote', 2, 1],
  ['an alias of nothing', 'a: 1\n---\nb: *x\n', 'Unresolved alias (the anchor must be set before the alias): x', 2, 1],
  ['aliases of aliases', BOMB, 'Excessive alias count indicates a resource exhaustion attack', 1, 1],
])('%s is named with its place', (_name, text, what, line, column) => {
  expect(parseYaml(text).problem).toEqual({ what, line, column });
});

test('nesting without end is a problem like any other', () => {
  expect(parseYaml('['.repeat(100_000)).problem?.what).toBe('Maximum call stack size exceeded');
});

test('what comes before a mistake is known', () => {
  expect(parseYaml('a: 1\n---\nb: c: d\n').documents).toEqual([{ a: 1 }]);
});

test('a problem is an error with a remedy', () => {
  expect(formatError(asError({ what: 'no', line: 3, column: 7 }, 'a/b.yaml')).split('\n')).toEqual([
    'E_MANIFEST_INVALID: Invalid YAML: no',
    '  where  a/b.yaml:3:7',
    '  fix    correct the file, or name it in .nxignore; the format is https://yaml.org/spec/1.2.2/',
  ]);
});
