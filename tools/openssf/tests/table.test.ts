import { expect, test } from 'vitest';
import { table } from '../table.ts';

test('every check with its counts, every warning, and the counts of all', () => {
  const checks = [
    { name: 'Security-Policy', score: 10, reason: 'security policy file detected', details: ['Info: SECURITY.md', 'Info: linked'] },
    { name: 'Pinned-Dependencies', score: 7, reason: 'dependency not pinned', details: ['Warn: a:1', 'Info: b:2', 'Warn: c:3'] },
    { name: 'Packaging', score: -1, reason: 'not detected', details: null },
  ];
  expect(table({ score: 8.2, checks })).toBe(
    [
      '| check | of 10 | good | warnings | |',
      '|---|---:|---:|---:|---|',
      '| Security-Policy | 10 | 2 | 0 | security policy file detected |',
      '| Pinned-Dependencies | 7 | 1 | 2 | dependency not pinned |',
      '| Packaging | - | 0 | 0 | not detected |',
      '',
      'Pinned-Dependencies: a:1',
      'Pinned-Dependencies: c:3',
      '',
      '1 of 2 checks have 10, 1 have nothing to judge, 2 warnings; 8.2 of 10',
    ].join('\n'),
  );
});

test('without a warning', () => {
  const checks = [{ name: 'License', score: 10, reason: 'found', details: [] }];
  expect(table({ score: 10, checks }).split('\n').at(-1)).toBe('1 of 1 checks have 10, 0 have nothing to judge, 0 warnings; 10 of 10');
});
