import { expect, test } from 'vitest';
import { count, formatDuration, formatSize } from '../../src/report/quantities.ts';

test.each([
  [0, '0ms'],
  [0.4, '0ms'],
  [412, '412ms'],
  [999.4, '999ms'],
  [999.6, '1.0s'],
  [12_340, '12.3s'],
  [59_949, '59.9s'],
  [59_950, '1m 00s'],
  [80_400, '1m 20s'],
  [3_599_499, '59m 59s'],
  [3_599_500, '1h 00m'],
  [7_500_000, '2h 05m'],
])('%d ms are shown as %s', (milliseconds, expected) => {
  expect(formatDuration(milliseconds)).toBe(expected);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [12_400_000, '12.4 MB'],
  [999_400_000, '999 MB'],
  [999_600_000, '1 GB'],
  [1_240_000_000, '1.24 GB'],
  [5e15, '5000 TB'],
])('%d bytes are shown as %s', (bytes, expected) => {
  expect(formatSize(bytes)).toBe(expected);
});

test.each([
  [0, '0 tasks'],
  [1, '1 task'],
  [2, '2 tasks'],
])('%d is counted as %s', (amount, expected) => {
  expect(count(amount, 'task')).toBe(expected);
});
