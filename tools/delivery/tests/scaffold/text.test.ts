import { describe, expect, test } from 'vitest';
import { withLines, withoutLines, withoutSection, withoutWord, withSection, withWord } from '../../src/scaffold/text.ts';

describe('what is added is taken out again without a trace', () => {
  test.each([
    [
      'a list of YAML',
      'resources:\n  - a.yaml\n\npatches: []\n',
      'resources:',
      '  - b.yaml',
      'resources:\n  - a.yaml\n  - b.yaml\n\npatches: []\n',
    ],
    ['at the end of the file', 'a:\n  - 1\n', 'a:', '  - 2', 'a:\n  - 1\n  - 2\n'],
    [
      'several lines, after a comment',
      'a:\n  # b\n  b:\n    c: 1\n',
      'a:',
      '  d:\n    e: 2',
      'a:\n  # b\n  b:\n    c: 1\n  d:\n    e: 2\n',
    ],
    ['go.work', 'go 1\n\nuse (\n\t./a\n)\n', 'use (', '\t./b', 'go 1\n\nuse (\n\t./a\n\t./b\n)\n'],
    ['a table of TOML', '[a]\nb = 1\n\n[c]\nd = 2\n', '[a]', 'e = 3', '[a]\nb = 1\ne = 3\n\n[c]\nd = 2\n'],
  ])('%s', (_name, text, header, added, result) => {
    expect(withLines(text, header, added)).toBe(result);
    expect(withoutLines(result, added)).toBe(text);
  });

  test('a section', () => {
    const added = withSection('a: 1\n', 'b:\n  c: 2');
    expect(added).toBe('a: 1\n\nb:\n  c: 2\n');
    expect(withoutSection(added.replace('2', '3\n  d: 4'), 'b')).toBe('a: 1\n');
  });

  test('a word of a list', () => {
    expect(withWord('x = [1]\nmembers = ["a"]\n', '\nmembers = [', '"b"')).toBe('x = [1]\nmembers = ["a", "b"]\n');
    expect(withoutWord('members = ["a", "b"]\n', '"b"')).toBe('members = ["a"]\n');
  });
});

test('a place that is not there is named', () => {
  expect(() => withLines('a:\n', 'b:', '  c')).toThrow("there is no line 'b:'");
  expect(() => withWord('a = 1\n', 'b = [', 'c')).toThrow("there is no 'b = ['");
});
