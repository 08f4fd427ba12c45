import type { Result, Run } from 'sarif';
import { expect, test } from 'vitest';
import { FINGERPRINT, type RunFacts, SUBJECT } from '../../../src/check/sarif/contract.ts';
import { normalise } from '../../../src/check/sarif/normalise.ts';
import { type Files, folderWith } from '../../folder.ts';
import { resultAt, runWith } from './run.ts';

const FACTS: RunFacts = { project: 'x', verb: 'scan', state: 'ran', seconds: 1 };

function normalised(runs: readonly Run[], files: Files = {}): Run {
  const workspaceRoot = folderWith({ 'apps/x/go.mod': 'module x\n', ...files });
  return normalise(runs, { workspaceRoot, base: 'apps/x', tool: 'tool', about: 'apps/x/go.mod', blocks: 'HIGH' }, FACTS);
}

/** Of the results, in their order. */
const fingerprints = ({ results = [] }: Run) => results.map(({ partialFingerprints }) => partialFingerprints?.[FINGERPRINT]);
const of = (results: readonly Result[], files: Files) => fingerprints(normalised([runWith(results)], files));

test('what a tool answers gets our shape, and nothing else is kept', () => {
  const rules = [
    {
      id: 'R1',
      name: 'rule',
      shortDescription: { text: 'Short' },
      fullDescription: { text: 'Long' },
      helpUri: 'https://example.com/R1',
      properties: { tags: ['a'], 'security-severity': '9.8' },
    },
    { id: 'R2' },
  ];
  const answered = runWith([resultAt('a b.go', 2, { level: 'error', fingerprints: { own: '1' }, ruleIndex: 0 })], {
    tool: { driver: { name: 'Tool', version: 'v1.2.3', rules } },
    conversion: { tool: { driver: { name: 'converter' } } },
  });
  expect(normalised([answered])).toEqual({
    tool: {
      driver: {
        name: 'tool',
        semanticVersion: '1.2.3',
        rules: [
          { id: 'R1', shortDescription: { text: 'Short' }, helpUri: 'https://example.com/R1', properties: { 'security-severity': '9.8' } },
        ],
      },
    },
    automationDetails: { id: 'scan/x/tool/' },
    invocations: [{ executionSuccessful: true }],
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the workspace' } } },
    columnKind: 'utf16CodeUnits',
    results: [
      {
        ruleId: 'R1',
        level: 'error',
        message: { text: 'is wrong' },
        locations: [
          { physicalLocation: { artifactLocation: { uri: 'apps/x/a%20b.go', uriBaseId: '%SRCROOT%' }, region: { startLine: 2 } } },
        ],
        partialFingerprints: { [FINGERPRINT]: expect.stringMatching(/^[0-9a-f]{64}:0$/) },
        properties: { severity: 'CRITICAL', blocks: true },
      },
    ],
    properties: FACTS,
  });
});

test('a tool without findings is a run without results', () => {
  expect(normalised([runWith([])])).toMatchObject({ results: [], properties: FACTS });
});

test('several runs become one', () => {
  const { results = [] } = normalised([runWith([resultAt('a.go')]), runWith([resultAt('b.go')])]);
  expect(results.map(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri)).toEqual(['apps/x/a.go', 'apps/x/b.go']);
});

test('what is outside of the workspace is shown at the file that the check is about', () => {
  const { results = [] } = normalised([runWith([resultAt('/usr/lib/go/a.go', 7), resultAt('', 7, { locations: [] })])]);
  const place = { artifactLocation: { uri: 'apps/x/go.mod', uriBaseId: '%SRCROOT%' }, region: { startLine: 1 } };
  expect(results.map(({ locations }) => locations?.[0]?.physicalLocation)).toEqual([place, place]);
});

test.each<[name: string, result: Partial<Result>]>([
  ['passed', { kind: 'pass' }],
  ['does not apply', { kind: 'notApplicable' }],
  ['was accepted in the source', { suppressions: [{ kind: 'inSource' }] }],
  ['is gone', { baselineState: 'absent' }],
])('what %s is no finding', (_name, result) => {
  expect(normalised([runWith([resultAt('a.go', 1, result)])]).results).toEqual([]);
});

test('a file that a tool was not able to read is a finding that blocks', () => {
  const locations = [{ physicalLocation: { artifactLocation: { uri: 'broken.py' } } }];
  const toolConfigurationNotifications = [{ level: 'error' as const, message: { text: 'syntax error' }, locations }];
  const answered = runWith([], { invocations: [{ executionSuccessful: true, toolConfigurationNotifications }] });
  expect(normalised([answered]).results).toMatchObject([
    { ruleId: 'not-scanned', message: { text: 'was not looked at: syntax error' }, properties: { severity: 'HIGH', blocks: true } },
  ]);
});

test('an error that is about no file means that the tool has failed', () => {
  const toolExecutionNotifications = [{ level: 'error' as const, message: { text: 'no rules' } }];
  const answered = runWith([], { invocations: [{ executionSuccessful: true, toolExecutionNotifications }] });
  expect(() => normalised([answered])).toThrow('it says: no rules');
});

test.each<[name: string, message: Result['message'], text: string]>([
  ['at the result', { text: '  is wrong\n' }, 'is wrong'],
  ['at the rule, with arguments', { id: 'default', arguments: ['a', 'b'] }, 'b is not a, {2}'],
  ['in Markdown only', { markdown: '**wrong**' }, '**wrong**'],
  ['nowhere', {}, 'Short'],
])('the text of a finding: %s', (name, message, text) => {
  const messageStrings = name.startsWith('at the rule') ? { default: { text: '{1} is not {0}, {2}' } } : {};
  const rule = { id: 'R1', shortDescription: { text: 'Short' }, messageStrings };
  const answered = runWith([resultAt('a.go', 1, { message })], { tool: { driver: { name: 'tool', rules: [rule] } } });
  expect(normalised([answered]).results?.[0]?.message.text).toBe(text);
});

const CODE = 'one\ntwo\nthree\nfour\n';

test.each<[name: string, after: string, line: number]>([
  ['lines above it', `zero\nhalf\n${CODE}`, 4],
  ['empty lines around it', 'one\n\n\ntwo\n\nthree\nfour\n', 4],
  ['another indentation', 'one\n  two\n\tthree\nfour\n', 2],
])('a fingerprint survives %s', (_name, after, line) => {
  expect(of([resultAt('a.go', line)], { 'apps/x/a.go': after })).toEqual(of([resultAt('a.go', 2)], { 'apps/x/a.go': CODE }));
});

test.each<[name: string, result: Result]>([
  ['rule', resultAt('a.go', 2, { ruleId: 'R2' })],
  ['file', resultAt('b.go', 2)],
  ['line', resultAt('a.go', 3)],
])('another %s has another fingerprint', (_name, result) => {
  const files = { 'apps/x/a.go': CODE, 'apps/x/b.go': CODE };
  const [other] = of([result], files);
  expect(other).not.toBe(of([resultAt('a.go', 2)], files)[0]);
});

test('equal findings of a file are counted', () => {
  const [first, second] = of([resultAt('a.go', 2), resultAt('a.go', 2)], { 'apps/x/a.go': CODE });
  expect(second).toBe(first?.replace(/:0$/, ':1'));
});

test.each<[name: string, content: string]>([
  ['binary', 'a\0b\ntwo\n'],
  ['large', `${'x'.repeat(4 * 1024 * 1024)}\ntwo\n`],
])('in a %s file the message takes the place of the line', (_name, content) => {
  const files = { 'apps/x/a.go': content };
  const [one, two, three] = of([resultAt('a.go', 1), resultAt('a.go', 2), resultAt('a.go', 2, { message: { text: 'other' } })], files);
  expect(two).toBe(one?.replace(/:0$/, ':1'));
  expect(three).not.toBe(one);
});

test('what a finding is about counts instead of its line, where a reader names it', () => {
  const about = (subject: string, line: number) => resultAt('a.go', line, { properties: { [SUBJECT]: subject } });
  const files = { 'apps/x/a.go': CODE };
  expect(of([about('uuid', 1)], files)).toEqual(of([about('uuid', 3)], files));
  expect(of([about('uuid', 1)], files)).not.toEqual(of([about('grpc', 1)], files));
});
