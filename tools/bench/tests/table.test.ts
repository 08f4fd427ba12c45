import { expect, it } from 'vitest';
import { summarize } from '../src/statistics.ts';
import { formatRatio, formatTable, formatTime } from '../src/table.ts';

it('aligns text to the left and numbers to the right, as Markdown', () => {
  expect(
    formatTable(
      ['way', 'time'],
      [
        ['ours', '7 s'],
        ['the other one', '120 s'],
      ],
    ),
  ).toBe(['| way           |  time |', '| ------------- | ----: |', '| ours          |   7 s |', '| the other one | 120 s |'].join('\n'));
});

it('shows a missing cell as empty', () => {
  expect(formatTable(['a', 'b', 'c'], [['x', '1']])).toBe(['| a   |   b |   c |', '| --- | --: | --: |', '| x   |   1 |     |'].join('\n'));
});

it.each([
  { samples: [12.4, 11, 14.6], text: '12 ms (11..15)' },
  { samples: [999], text: '999 ms (999..999)' },
  { samples: [1000, 950, 2060], text: '1.0 s (0.9..2.1)' },
  { samples: [-40, -60, 10], text: '-40 ms (-60..10)' },
])('shows $samples milliseconds as $text', ({ samples, text }) => {
  expect(formatTime(summarize(samples))).toBe(text);
});

it('shows a ratio with its range', () => {
  expect(formatRatio(summarize([10, 12.25, 9.84]))).toBe('10.0 x (9.8..12.3)');
});
