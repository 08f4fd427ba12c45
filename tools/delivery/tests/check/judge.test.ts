import type { Run } from 'sarif';
import { expect, test } from 'vitest';
import { judge } from '../../src/check/judge.ts';
import type { RunFacts } from '../../src/check/sarif/contract.ts';
import { runOf } from '../../src/check/sarif/normalise.ts';
import { failureOf } from '../failure.ts';

function run(tool: string, facts: Partial<RunFacts> = {}, ...blocks: boolean[]): Run {
  const results = blocks.map((one) => ({ message: { text: '' }, properties: { severity: 'HIGH', blocks: one } }));
  return runOf(tool, { project: 'x', verb: 'scan', state: 'ran', seconds: 0, ...facts }, { results });
}

const FAILED: Partial<RunFacts> = { state: 'failed', reason: 'it crashed', remedy: 'run it again' };
const SKIPPED: Partial<RunFacts> = { state: 'skipped', reason: 'there is no database', remedy: 'name one' };
const HERE = { ci: false, judgedLater: false };
const IDLE = 'E_SCANNER: b has not looked at x: it crashed\n  where  apps/x\n  fix    run it again';

test.each<[name: string, runs: Run[], where: typeof HERE]>([
  ['nothing', [run('a')], HERE],
  ['what does not block', [run('a', {}, false)], HERE],
  ['a skip on a laptop', [run('a', SKIPPED)], HERE],
  ['what is judged later', [run('a', {}, true)], { ci: true, judgedLater: true }],
])('%s passes', (_name, runs, where) => {
  judge(runs, 'scan', { name: 'x', root: 'apps/x' }, where);
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
  expect(failureOf(() => judge(runs, 'scan', { name: 'x', root: 'apps/x' }, where))).toBe(message);
});
