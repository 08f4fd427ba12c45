import { expect, test } from 'vitest';
import { formatRepairs } from '../../src/report/repairs.ts';
import { check, findings, judged } from './findings/fixture.ts';

const PLAIN = { columns: 80, color: false };
const next = 'make check';

test('what was repaired, and what to type next', () => {
  expect(formatRepairs({ files: ['a b.go', 'c\u001B[31m.py'], left: findings(), succeeded: true, next }, PLAIN).split('\n')).toEqual([
    'Repaired 2 files: see git diff',
    '  a b.go',
    '  c�[31m.py',
    '',
    'next  make check',
  ]);
});

test('nothing to repair', () => {
  expect(formatRepairs({ files: [], left: findings(), succeeded: true, next }, PLAIN)).toBe('Nothing was to repair\n\nnext  make check');
});

test('what no tool repairs, and who has not looked', () => {
  const checks = [
    check(),
    check({ tool: 'mypy', verb: 'lint', state: 'failed', reason: 'mypy was ended by SIGSEGV', remedy: 'make setup' }),
  ];
  const left = findings({ list: [judged('new', { verb: 'lint' })], checks });
  expect(formatRepairs({ files: ['a.py'], left, succeeded: false, next }, PLAIN).split('\n')).toEqual([
    'Repaired 1 file: see git diff',
    '  a.py',
    '',
    'No tool repairs this:',
    'apps/tax-scraper/src/store.py',
    '  12  HIGH  B608 (bandit)',
    '    Possible SQL injection',
    '    | query = f"SELECT {name}"',
    'failed mypy (tax-scraper:lint)',
    '    mypy was ended by SIGSEGV',
    '    fix make setup',
    '1 finding',
    '',
    'next  correct it by hand, or accept it in suppressions.json; then: make check',
  ]);
});
