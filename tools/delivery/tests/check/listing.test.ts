import type { Result } from 'sarif';
import { expect, test } from 'vitest';
import { listing } from '../../src/check/listing.ts';
import type { RunFacts } from '../../src/check/sarif/contract.ts';
import { runOf } from '../../src/check/sarif/normalise.ts';

const FACTS: RunFacts = { project: 'x', verb: 'audit', state: 'ran', seconds: 1 };

function finding(uri: string, startLine: number, more: Partial<Result> = {}): Result {
  return {
    ruleId: 'R1',
    message: { text: 'is wrong' },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine, startColumn: 2 } } }],
    properties: { severity: 'HIGH', blocks: true },
    ...more,
  };
}

test('findings are by file and line, then what repairs them, then what each tool did', () => {
  const fix = { properties: { severity: 'LOW', blocks: false, fix: 'npm update execa' } };
  const database = { name: 'OSV', date: '2026-11-24T10:00:00.000Z' };
  const runs = [
    runOf('a', { ...FACTS, database }, { results: [finding('b%20c.go', 9), finding('a.go', 10), finding('a.go', 9, fix)] }),
    runOf('b', FACTS, { results: [finding('a.go', 2, fix)] }),
    runOf('c', FACTS),
    runOf('d', { ...FACTS, state: 'skipped', reason: 'there is no database', remedy: 'name one' }),
    runOf('e', { ...FACTS, state: 'failed', reason: 'e crashed', remedy: 'run it again' }),
  ];
  expect(listing(runs)).toEqual([
    'a.go:2:2 LOW R1 is wrong',
    'a.go:9:2 LOW R1 is wrong',
    'a.go:10:2 HIGH R1 is wrong',
    '',
    'b c.go:9:2 HIGH R1 is wrong',
    '',
    'fix: npm update execa',
    '',
    'a: 3 findings, 2 blocking (OSV of 2026-11-24)',
    'b: 1 finding, 0 blocking',
    'c: no findings',
    'd: NOT RUN, there is no database\n  fix    name one',
    'e: FAILED, e crashed\n  fix    run it again',
  ]);
});

test('neither a message nor a file name drives the terminal', () => {
  const run = runOf('a', FACTS, { results: [finding('a%1B%5B2J.go', 1, { message: { text: 'two\nlines \u001b[31mred' } })] });
  expect(listing([run])[0]).toBe('a [2J.go:1:2 HIGH R1 two lines [31mred');
});
