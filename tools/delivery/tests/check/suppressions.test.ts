import { describe, expect, test } from 'vitest';
import { parseSuppressions, type Suppression, suppress } from '../../src/check/suppressions.ts';
import { failureOf } from '../failure.ts';
import { finding } from '../report/findings/fixture.ts';

const TODAY = new Date('2026-03-02T23:00:00Z');
const ACCEPTED: Suppression = {
  rule: 'B608',
  path: 'apps/tax-scraper/**',
  reason: 'the name comes from a fixed list',
  owner: 'platform',
  expires: '2026-03-02',
};

describe('suppress', () => {
  const ROOTS = ['apps/tax-scraper'];

  test.each<[name: string, change: Partial<Suppression>, covered: number, checked: boolean]>([
    ['rule and path', {}, 1, true],
    ['the file itself', { path: 'apps/tax-scraper/src/store.py' }, 1, true],
    ['the tool as well', { tool: 'bandit' }, 1, true],
    ['another tool', { tool: 'ruff' }, 0, true],
    ['another rule', { rule: 'B60' }, 0, true],
    ['a folder that was not checked', { path: 'apps/worker/**' }, 0, false],
    ['a star stays in its folder', { path: 'apps/*' }, 0, false],
  ])('%s', (_name, change, covered, checked) => {
    const { suppressed, uses } = suppress([finding()], [{ ...ACCEPTED, ...change }], ROOTS, TODAY);
    expect(suppressed.size).toBe(covered);
    expect(uses).toEqual([{ ...ACCEPTED, ...change, expired: false, findings: covered, checked }]);
  });

  test('an expired one covers nothing and says what it would', () => {
    const { suppressed, uses } = suppress([finding()], [{ ...ACCEPTED, expires: '2026-03-01' }], ROOTS, TODAY);
    expect(suppressed.size).toBe(0);
    expect(uses).toEqual([{ ...ACCEPTED, expires: '2026-03-01', expired: true, findings: 1, checked: true }]);
  });
});

describe('parseSuppressions', () => {
  const file = (...suppressions: object[]) => JSON.stringify({ version: 1, suppressions });

  test('reads what is complete', () => {
    expect(parseSuppressions(file(ACCEPTED))).toEqual([ACCEPTED]);
  });

  test.each([
    ['no JSON', '{', /^E_SETTINGS_INVALID: Expected property name/],
    ['no reason', file({ ...ACCEPTED, reason: undefined }), "/suppressions/0 must have required property 'reason'"],
    ['a reason that is none', file({ ...ACCEPTED, reason: 'ok' }), '/suppressions/0/reason must NOT have fewer than 10 characters'],
    ['no owner', file({ ...ACCEPTED, owner: '' }), '/suppressions/0/owner must NOT have fewer than 1 characters'],
    ['no day', file({ ...ACCEPTED, expires: 'never' }), '/suppressions/0/expires must match pattern'],
    ['a day that the calendar lacks', file({ ...ACCEPTED, expires: '2027-02-30' }), '/suppressions/0/expires: there is no 2027-02-30'],
    ['a field that is not known', file({ ...ACCEPTED, until: 1 }), "/suppressions/0 must not have 'until'"],
  ])('refuses %s', (_name, text, problem) => {
    const message = failureOf(() => parseSuppressions(text));
    expect(message).toMatch(problem);
    expect(message).toContain('  where  suppressions.json\n  fix    correct the file');
  });
});
