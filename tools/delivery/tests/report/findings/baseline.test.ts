import { describe, expect, test } from 'vitest';
import { compare } from '../../../src/report/findings/baseline.ts';
import { finding } from './fixture.ts';

const NOTHING_RENAMED = new Map<string, string>();
const at = (line: number, fingerprint = 'one') => finding({ line, fingerprint, code: fingerprint });

describe('compare', () => {
  test.each([
    ['what only the change has is new', [at(1)], [], { new: [at(1)], old: [], fixed: [] }],
    ['what the base has, too, is old, also at another line', [at(90)], [at(1)], { new: [], old: [at(90)], fixed: [] }],
    ['what only the base has is fixed', [], [at(1)], { new: [], old: [], fixed: [at(1)] }],
    ['old ones do not hide new ones', [at(1), at(2, 'two')], [at(1)], { new: [at(2, 'two')], old: [at(1)], fixed: [] }],
    ['one of the base stands for one of the change', [at(1), at(2)], [at(1)], { new: [at(2)], old: [at(1)], fixed: [] }],
  ])('%s', (_name, head, base, expected) => {
    expect(compare(head, base, NOTHING_RENAMED)).toEqual(expected);
  });

  const edited = finding({ fingerprint: 'its neighbour was changed', line: 14 });
  test.each([
    ['a finding whose neighbours were changed is old', [edited], { new: [], old: [edited], fixed: [] }],
    ['a second one of the same line of code is new', [finding(), edited], { new: [edited], old: [finding()], fixed: [] }],
    ['without its code it is new', [{ ...edited, code: '' }], { new: [{ ...edited, code: '' }], old: [], fixed: [finding()] }],
  ])('%s', (_name, head, expected) => {
    expect(compare(head, [finding()], NOTHING_RENAMED)).toEqual(expected);
  });

  test('the same fingerprint of another tool is another finding', () => {
    expect(compare([finding({ tool: 'ruff' })], [finding()], NOTHING_RENAMED).new).toEqual([finding({ tool: 'ruff' })]);
  });

  const before = finding({ file: 'a.py', fingerprint: 'in a' });
  const after = finding({ file: 'b.py', fingerprint: 'in b', line: 40 });
  test('in a renamed file a finding is the same if rule and line of code are', () => {
    expect(compare([after], [before], new Map([['a.py', 'b.py']]))).toEqual({ new: [], old: [after], fixed: [] });
  });

  test.each([
    ['git does not call it renamed', after, NOTHING_RENAMED],
    ['the line of code differs', { ...after, code: 'other' }, new Map([['a.py', 'b.py']])],
    ['the rule differs', { ...after, rule: 'B101' }, new Map([['a.py', 'b.py']])],
    ['it was renamed to another file', after, new Map([['a.py', 'c.py']])],
  ])('it is new if %s', (_name, head, renamed) => {
    expect(compare([head], [before], renamed)).toEqual({ new: [head], old: [], fixed: [before] });
  });
});
