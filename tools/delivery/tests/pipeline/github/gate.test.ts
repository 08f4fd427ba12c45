import { expect, test } from 'vitest';
import { judge, parseNeeds } from '../../../src/pipeline/github/gate.ts';
import { failureOf } from '../../failure.ts';

const FIX = '  fix    read the log of what failed; what was cancelled or skipped: run the failed jobs again';

test('all jobs that succeeded pass', () => {
  expect(judge({ plan: { result: 'success' }, check: { result: 'success' } })).toBe('passed: check, plan');
});

test.each<[what: string, plan: string | undefined, check: string | undefined, named: string]>([
  ['a failed check', 'success', 'failure', 'check: failure'],
  ['a cancelled check', 'success', 'cancelled', 'check: cancelled'],
  ['a skipped check: what affects nothing has a leg as well', 'success', 'skipped', 'check: skipped'],
  ['a failed plan, after which GitHub skips the check', 'failure', 'skipped', 'check: skipped\nplan: failure'],
  ['a cancelled plan', 'cancelled', 'skipped', 'check: skipped\nplan: cancelled'],
  ['a result that is new', 'success', 'neutral', 'check: neutral'],
  ['no result', 'success', undefined, 'check: without a result'],
])('%s does not pass', (_what, plan, check, named) => {
  const needs = { plan: { ...(plan ? { result: plan } : {}) }, check: { ...(check ? { result: check } : {}) } };
  expect(failureOf(() => judge(needs))).toBe(`E_GATE: ${named}\n${FIX}`);
});

test('a gate that waits for nothing does not pass', () => {
  expect(failureOf(() => judge({}))).toBe('E_GATE: the gate waits for no job\n  fix    give the job its needs');
});

test.each(['', '[]', 'null', '{'])('%j is no needs context', (text) => {
  expect(failureOf(() => parseNeeds(text))).toMatch(new RegExp(`^E_GATE: '${text.replace(/[[\]{]/g, '\\$&')}' is no needs context\n`));
});
