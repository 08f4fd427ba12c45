import type { Run } from 'sarif';
import { expect, test } from 'vitest';
import { acceptanceOf, acceptedLines } from '../../src/check/acceptance.ts';
import { judge } from '../../src/check/judge.ts';
import type { RunFacts } from '../../src/check/sarif/contract.ts';
import { runOf } from '../../src/check/sarif/normalise.ts';
import type { Suppression } from '../../src/check/suppressions.ts';
import { failureOf } from '../failure.ts';

function run(tool: string, facts: Partial<RunFacts> = {}, ...blocks: boolean[]): Run {
  const locations = [{ physicalLocation: { artifactLocation: { uri: 'apps/x/a.py' } } }];
  const results = blocks.map((one) => ({ ruleId: 'R1', message: { text: '' }, locations, properties: { severity: 'HIGH', blocks: one } }));
  return runOf(tool, { project: 'x', verb: 'scan', state: 'ran', seconds: 0, ...facts }, { results });
}

const FAILED: Partial<RunFacts> = { state: 'failed', reason: 'it crashed', remedy: 'run it again' };
const SKIPPED: Partial<RunFacts> = { state: 'skipped', reason: 'there is no database', remedy: 'name one' };
const HERE = { ci: false, judgedLater: false };
const TODAY = new Date('2026-03-02T23:00:00Z');
const ACCEPTED = { rule: 'R1', path: 'apps/x/*', reason: 'the name comes from a fixed list', owner: 'platform', expires: '2026-03-02' };
const EXPIRED = { ...ACCEPTED, expires: '2026-03-01' };

function judged(runs: readonly Run[], where: typeof HERE, suppressions: readonly Suppression[] = []): void {
  judge(runs, 'scan', { name: 'x', root: 'apps/x' }, { ...where, acceptance: acceptanceOf(runs, suppressions, TODAY) });
}

const IDLE = 'E_SCANNER: b has not looked at x: it crashed\n  where  apps/x\n  fix    run it again';

test.each<[name: string, runs: Run[], where: typeof HERE]>([
  ['nothing', [run('a')], HERE],
  ['what does not block', [run('a', {}, false)], HERE],
  ['a skip on a laptop', [run('a', SKIPPED)], HERE],
  ['what is judged later', [run('a', {}, true)], { ci: true, judgedLater: true }],
])('%s passes', (_name, runs, where) => {
  judged(runs, where);
});

test.each<[name: string, runs: Run[], where: typeof HERE, message: string]>([
  [
    'what blocks',
    [run('a', {}, false, true), run('b'), run('c', {}, true)],
    HERE,
    'E_CHECK_FAILED: a, c found problems in x\n  where  apps/x\n  fix    npx nx run x:scan',
  ],
  ['a tool that failed', [run('a'), run('b', FAILED)], HERE, IDLE],
  ['a tool that failed, also where findings are judged later', [run('b', FAILED)], { ci: false, judgedLater: true }, IDLE],
  [
    'a skip in CI, also where findings are judged later',
    [run('a', SKIPPED)],
    { ci: true, judgedLater: true },
    'E_SCANNER: a has not looked at x: there is no database\n  where  apps/x\n  fix    name one',
  ],
])('%s fails', (_name, runs, where, message) => {
  expect(failureOf(() => judged(runs, where))).toBe(message);
});

test('what somebody has accepted passes, and is said', () => {
  const runs = [run('a', {}, true, true)];
  judged(runs, HERE, [ACCEPTED]);
  expect(acceptedLines(acceptanceOf(runs, [ACCEPTED], TODAY))).toEqual([
    'accepted until 2026-03-02 by platform: R1 in apps/x/*, as the name comes from a fixed list',
  ]);
});

test('what is accepted of one tool, or in other files, is not accepted here', () => {
  const others = [
    { ...ACCEPTED, tool: 'b' },
    { ...ACCEPTED, path: 'apps/y/*' },
  ];
  expect(failureOf(() => judged([run('a', {}, true)], HERE, others))).toMatch(/^E_CHECK_FAILED: a found problems in x\n/);
});

test.each<[name: string, blocks: boolean, what: string]>([
  ['what blocks', true, 'a found problems in x\n'],
  ['what does not block', false, ''],
])('one that has expired and covers %s fails', (_name, blocks, what) => {
  expect(failureOf(() => judged([run('a', {}, blocks)], HERE, [EXPIRED]))).toBe(
    `E_CHECK_FAILED: ${what}the suppression of R1 in apps/x/* has expired on 2026-03-01\n` +
      '  where  apps/x\n  fix    ask platform: correct it, or renew it in suppressions.json\n         then: npx nx run x:scan',
  );
});
