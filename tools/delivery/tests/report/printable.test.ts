import { expect, test } from 'vitest';
import { printable } from '../../src/report/printable.ts';

test.each([
  ['letters of any script', 'api-급여-é', 'api-급여-é'],
  ['an escape sequence', '\u001b[2Jgone', '�[2Jgone'],
  ['a line break', 'a\r\nb', 'a��b'],
  ['a direction override', 'a\u202egpj.exe', 'a�gpj.exe'],
  ['a zero-width space', 'a\u200bb', 'a�b'],
])('%s', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});
