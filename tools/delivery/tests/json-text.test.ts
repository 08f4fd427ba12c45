import { expect, test } from 'vitest';
import { withMemberAt, withoutMember } from '../src/json-text.ts';

test.each([
  ['the last of a list', '{ "a": ["b"] }', ['a'], '"c"', '{ "a": ["b", "c"] }'],
  ['the only one of a list', '{ "a": [] }', ['a'], '"c"', '{ "a": ["c"] }'],
  ['of an object in lines', '{\n  "a": {\n    "b": 1\n  }\n}', ['a'], '"c": 2', '{\n  "a": {\n    "b": 1,\n    "c": 2\n  }\n}'],
])('%s is added, and taken out without a trace', (_name, text, path, member, result) => {
  expect(withMemberAt(text, path, member)).toBe(result);
  expect(withoutMember(result, path, member)).toBe(text);
});

test('the first and the one between are taken out, too', () => {
  expect(withoutMember('["a", "b", "c"]', [], '"a"')).toBe('["b", "c"]');
  expect(withoutMember('["a", "b", "c"]', [], '"b"')).toBe('["a", "c"]');
  expect(withoutMember('["a"]', [], '"d"')).toBe('["a"]');
});

test('a place that is not there is named', () => {
  expect(() => withMemberAt('{}', ['a', 'b'], '1')).toThrow("there is no 'a.b'");
});
