import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/report/findings/finding.ts';
import { type Evidence, type Findings, judge, reasonsToFail } from '../../../src/report/findings/verdict.ts';
import { task } from '../fixture.ts';
import { check, finding, findings, judged, results } from './fixture.ts';

const HOW = { commit: 'c', restored: 1, ran: 0, missing: [] };
const evidence = (facts: Partial<Evidence>): Evidence => ({
  head: [],
  renamed: new Map(),
  suppressions: [],
  roots: ['apps/tax-scraper'],
  today: new Date(0),
  ...facts,
});

describe('judge', () => {
  test('new ones come first, then those that block, the severest first, then by place', () => {
    const old = finding({ file: 'a.py', severity: 'CRITICAL' });
    const mild = finding({ file: 'b.py', severity: 'LOW', blocks: false });
    const late = finding({ file: 'c.py', line: 9 });
    const early = finding({ file: 'c.py', line: 3 });
    const worst = finding({ file: 'd.py', severity: 'CRITICAL' });
    const { list, base } = judge(
      evidence({ head: [results([old, mild, late, early, worst])], base: { results: [results([old])], how: HOW } }),
    );
    expect(list.map(({ file, line, state }) => `${state} ${file}:${line}`)).toEqual([
      'new d.py:12',
      'new c.py:3',
      'new c.py:9',
      'new b.py:12',
      'old a.py:12',
    ]);
    expect(base).toEqual(HOW);
  });

  test('what two projects are told of a file that they share is one finding', () => {
    const shared = { file: 'uv.lock', fingerprint: 'x' };
    const head = [results([finding({ ...shared, project: 'a' })]), results([finding({ ...shared, project: 'b' })])];
    expect(judge(evidence({ head })).list).toHaveLength(1);
  });

  test('what two tools say of one line by rules of the same number is one finding', () => {
    const twin = finding({ tool: 'ruff-check', verb: 'lint', rule: 'S608', fingerprint: 'other' });
    const another = finding({ tool: 'ruff-check', verb: 'lint', rule: 'S608', fingerprint: 'more', line: 90 });
    const { list } = judge(evidence({ head: [results([twin, another]), results([finding()])] }));
    expect(list.map(({ tool, line }) => `${tool} ${line}`)).toEqual(['ruff-check 12', 'ruff-check 90']);
  });

  test('one tool may say two things of one line by one rule', () => {
    const head = [results([finding({ fingerprint: 'a', message: 'argument' }), finding({ fingerprint: 'b', message: 'return' })])];
    expect(judge(evidence({ head })).list.map(({ message }) => message)).toEqual(['argument', 'return']);
  });

  test('without a base everything is new', () => {
    expect(judge(evidence({ head: [results([finding()])] })).list[0]?.state).toBe('new');
  });

  test('what is suppressed says by what', () => {
    const suppression = { rule: 'B608', path: '**', reason: 'a fixed list', owner: 'platform', expires: '2999-01-01' };
    const { list } = judge(evidence({ head: [results([finding()])], suppressions: [suppression] }));
    expect(list).toEqual([{ ...finding(), state: 'suppressed', suppression }]);
  });
});

describe('reasonsToFail', () => {
  const failed: Check = check({ state: 'failed' });
  const skipped: Check = check({ state: 'skipped' });
  const expired = {
    rule: 'r',
    path: 'p',
    reason: 'because',
    owner: 'o',
    expires: '2000-01-01',
    expired: true,
    findings: 0,
    checked: false,
  };

  test.each<[name: string, facts: Partial<Findings>, ci: boolean, reasons: string[]]>([
    ['nothing', {}, true, []],
    ['a new finding that blocks', { list: [judged('new')], base: HOW }, false, ['1 new finding that blocks']],
    ['one that was not compared', { list: [judged('new')] }, false, ['1 finding that blocks']],
    ['two of them', { list: [judged('new'), judged('new')], base: HOW }, false, ['2 new findings that block']],
    ['a new finding that does not block', { list: [judged('new', { blocks: false })] }, true, []],
    ['an old finding', { list: [judged('old')] }, true, []],
    ['a suppressed finding', { list: [judged('suppressed')] }, true, []],
    ['a tool that failed', { checks: [failed] }, false, ['1 tool that failed']],
    ['a tool that could not run, on a laptop', { checks: [skipped] }, false, []],
    ['a tool that could not run, in CI', { checks: [skipped] }, true, ['1 tool that could not run']],
    ['a suppression that expired', { suppressions: [expired] }, false, ['1 suppression that expired']],
  ])('%s', (_name, facts, ci, reasons) => {
    expect(reasonsToFail(findings(facts), [], ci)).toEqual(reasons);
  });

  test('a failed task', () => {
    expect(reasonsToFail(findings(), [task('api:test', 'failed'), task('api:lint', 'ran')], false)).toEqual(['1 failed task']);
  });
});
