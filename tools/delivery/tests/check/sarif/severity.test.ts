import type { ReportingDescriptor, Result } from 'sarif';
import { expect, test } from 'vitest';
import { isAtLeast, levelOf, ofScore, severityOf } from '../../../src/check/sarif/severity.ts';

test.each<[name: string, result: Partial<Result>, rule: Partial<ReportingDescriptor>, level: string, severity: string]>([
  ['nothing', {}, {}, 'warning', 'MEDIUM'],
  ['a level', { level: 'error' }, {}, 'error', 'HIGH'],
  ['the level of its rule', {}, { defaultConfiguration: { level: 'note' } }, 'note', 'LOW'],
  ['no level at all', { level: 'none' }, {}, 'note', 'LOW'],
  ['a score of its rule', { level: 'note' }, { properties: { 'security-severity': '9.8' } }, 'note', 'CRITICAL'],
  ['a score of its own', { properties: { 'security-severity': 7 } }, { properties: { 'security-severity': '9.8' } }, 'warning', 'HIGH'],
  ['a word, as bandit', { level: 'error', properties: { issue_severity: 'MEDIUM' } }, {}, 'error', 'MEDIUM'],
  ['a word, as gosec', { properties: { severity: 'high' } }, {}, 'warning', 'HIGH'],
  ['a word of GitHub', { properties: { severity: 'moderate' } }, {}, 'warning', 'MEDIUM'],
  ['a word that nobody knows', { level: 'error', properties: { severity: 'UNDEFINED' } }, {}, 'error', 'HIGH'],
])('a result that says %s', (_name, result, rule, level, severity) => {
  const full: Result = { message: {}, ...result };
  expect([levelOf(full, { id: 'R', ...rule }), severityOf(full, { id: 'R', ...rule })]).toEqual([level, severity]);
});

test.each([
  [10, 'CRITICAL'],
  ['9.0', 'CRITICAL'],
  ['8.9', 'HIGH'],
  [7, 'HIGH'],
  [6.9, 'MEDIUM'],
  [4, 'MEDIUM'],
  [3.9, 'LOW'],
  ['0.0', 'LOW'],
  ['', undefined],
  ['high', undefined],
  [undefined, undefined],
])('a score of %j', (score, severity) => {
  expect(ofScore(score)).toBe(severity);
});

test.each([
  ['CRITICAL', 'HIGH', true],
  ['HIGH', 'HIGH', true],
  ['MEDIUM', 'HIGH', false],
  ['LOW', 'LOW', true],
] as const)('%s is at least %s: %j', (severity, least, expected) => {
  expect(isAtLeast(severity, least)).toBe(expected);
});
