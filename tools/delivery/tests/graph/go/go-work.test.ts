import { expect, test } from 'vitest';
import { parseGoWork } from '../../../src/graph/go/go-work.ts';
import { failureOf } from '../../failure.ts';

test.each<[text: string, folders: string[]]>([
  ['go 1.26.0\n', []],
  ['use ./a', ['./a']],
  ['use .\nuse ./a // why\n', ['.', './a']],
  ['use (\r\n\t.\r\n\t// ./b\r\n\t"./with a space"\r\n)\r\n', ['.', './with a space']],
  ['// use ./a', []],
])('%j uses %j', (text, folders) => {
  expect(parseGoWork(text, 'go.work').used.map(({ folder }) => folder)).toEqual(folders);
});

test('names where a folder stands', () => {
  expect(parseGoWork('go 1.26.0\n\nuse (\n\t./a\n\t./b\n)\n', 'x/go.work').used).toEqual([
    { folder: './a', where: 'x/go.work:4' },
    { folder: './b', where: 'x/go.work:5' },
  ]);
});

test('knows what is replaced by a folder, and all that is replaced', () => {
  const { replaced, overridden } = parseGoWork('replace (\n\ta => ./a\n\tb v1.0.0 => c v1.1.0\n)\n', 'go.work');
  expect(Object.fromEntries(replaced)).toEqual({ a: './a' });
  expect(overridden).toEqual(['a', 'b']);
});

test.each([
  ['use\n', 'go.work:1', "'use' names no folder"],
  ['go 1.26.0\nuse (\n\t./a\n', 'go.work:2', "the block of 'use' has no end"],
  ['go 1.26.0\n)\n', 'go.work:2', "')' closes nothing"],
  ['require a v1.0.0\n', 'go.work:1', "'require' is no directive"],
  ['<<<<<<< HEAD\n', 'go.work:1', "'<<<<<<<' is no directive"],
  ['replace a ./a\n', 'go.work:1', "'replace' needs: old => new"],
])('%j is refused at %s', (text, where, what) => {
  expect(failureOf(() => parseGoWork(text, 'go.work'))).toBe(
    `E_MANIFEST_INVALID: ${what}\n  where  ${where}\n  fix    correct the file; \`go work edit -json\` names the same error`,
  );
});
