import { describe, expect, test } from 'vitest';
import { annotate, type ChangedLines } from '../../../src/report/github/annotations.ts';
import { judged } from '../findings/fixture.ts';

const NO_LINES: ChangedLines = new Map();
const many = (amount: number, blocks: boolean) =>
  Array.from({ length: amount }, (_, index) => judged('new', { blocks, level: 'warning', line: index + 1 }));

describe('annotate', () => {
  test('a finding is an error where it blocks, else as its tool calls it', () => {
    const list = [judged('new'), judged('new', { blocks: false, level: 'warning' }), judged('new', { blocks: false, level: 'note' })];
    expect(annotate(list, NO_LINES).lines.map((line) => line.split(' ')[0])).toEqual(['::error', '::warning', '::notice']);
  });

  test('has file, line, column, rule and what repairs it', () => {
    const { lines } = annotate([judged('new', { column: 3, fix: 'npx nx run tax-scraper:lint --fix' })], NO_LINES);
    expect(lines).toEqual([
      '::error file=apps/tax-scraper/src/store.py,line=12,col=3,title=HIGH B608 (bandit)::Possible SQL injection%0Afix: npx nx run tax-scraper:lint --fix',
    ]);
  });

  test('nothing in a name or a message ends the command or begins another', () => {
    const evil = 'a,line=1::x\r\n::error::y%0A';
    const { lines } = annotate([judged('new', { file: evil, rule: evil, message: evil })], NO_LINES);
    const escaped = 'a%2Cline=1%3A%3Ax%0D%0A%3A%3Aerror%3A%3Ay%250A';
    expect(lines).toEqual([`::error file=${escaped},line=12,title=HIGH ${escaped} (bandit)::a,line=1::x%0D%0A::error::y%250A`]);
  });

  test('a failed test stands at its line, before findings; without one at the run', () => {
    const failed = { project: 'api-server', suite: 'kerp.io/http', name: 'TestX', seconds: 1, result: 'failed' as const };
    const place = { file: 'apps/api-server/http/x_test.go', line: 41 };
    const { lines } = annotate([judged('new')], NO_LINES, [{ ...failed, message: 'x_test.go:41: no', place }, failed]);
    expect(lines).toEqual([
      '::error file=apps/api-server/http/x_test.go,line=41,title=failed%3A kerp.io/http › TestX (api-server)::x_test.go:41: no%0Aagain: npx nx run api-server:test',
      '::error title=failed%3A kerp.io/http › TestX (api-server)::again: npx nx run api-server:test',
      expect.stringContaining('B608'),
    ]);
  });

  test('old and suppressed ones are none', () => {
    expect(annotate([judged('old'), judged('suppressed')], NO_LINES)).toEqual({ lines: [], left: 0 });
  });

  test('ten of each type, the rest is counted', () => {
    const { lines, left } = annotate([...many(25, true), ...many(12, false)], NO_LINES);
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('::warning '))).toHaveLength(10);
    expect(left).toBe(17);
  });

  test('lines of the diff come first, all of a file that is new', () => {
    const list = [...many(12, true), judged('new', { file: 'new.py', line: 500 })];
    const changed: ChangedLines = new Map([
      ['apps/tax-scraper/src/store.py', [[12, 12]]],
      ['new.py', undefined],
    ]);
    const places = annotate(list, changed).lines.map((line) => /file=(.*?),line=(\d+)/.exec(line)?.slice(1).join(':'));
    expect(places.slice(0, 3)).toEqual(['apps/tax-scraper/src/store.py:12', 'new.py:500', 'apps/tax-scraper/src/store.py:1']);
  });
});
