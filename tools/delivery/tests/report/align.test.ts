import { describe, expect, test } from 'vitest';
import { align, ellipsize, paint, wrapList } from '../../src/report/align.ts';

describe('align', () => {
  test('counts a Hangul syllable as two columns and leaves no space at the end of a line', () => {
    const rows = [
      [{ text: '급여' }, { text: 'ran' }],
      [{ text: 'worker' }, { text: '' }],
    ];
    expect(align(rows, false)).toEqual(['급여    ran', 'worker']);
  });

  test('keeps colour out of the widths', () => {
    const rows = [
      [{ text: 'a', style: 'red' as const }, { text: 'x' }],
      [{ text: 'abc' }, { text: 'y' }],
    ];
    expect(align(rows, true)).toEqual(['\u001b[31ma\u001b[39m    x', 'abc  y']);
  });
});

test.each([
  ['colour off', { text: 'a', style: 'red' }, false, 'a'],
  ['no style', { text: 'a' }, true, 'a'],
  ['no text', { text: '', style: 'red' }, true, ''],
  ['colour on', { text: 'a', style: 'green' }, true, '\u001b[32ma\u001b[39m'],
] as const)('paint: %s', (_, cell, color, expected) => {
  expect(paint(cell, color)).toBe(expected);
});

test.each([
  ['worker', 6, 'worker'],
  ['workers', 6, 'worke…'],
  ['급여계산', 8, '급여계산'],
  ['급여계산', 7, '급여계…'],
  ['급여계산', 6, '급여…'],
])('%s in %d columns is %s', (text, width, expected) => {
  expect(ellipsize(text, width)).toBe(expected);
});

describe('wrapList', () => {
  test('continues below the start of the list', () => {
    expect(wrapList('names:', ['alpha', 'beta', 'gamma'], 18)).toEqual(['names: alpha,', '       beta, gamma']);
  });

  test('fills a line to its last column', () => {
    expect(wrapList('names:', ['alpha', 'beta'], 18)).toEqual(['names: alpha, beta']);
  });

  test('lets an item that fits nowhere stand alone', () => {
    expect(wrapList('n:', ['a-very-long-name', 'b'], 8)).toEqual(['n: a-very-long-name,', '   b']);
  });
});
