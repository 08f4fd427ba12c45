import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentDigest, sha256In } from '../../src/server/digest.ts';

const SHA = hash('sha256', 'artifact');

test('what is written is read', () => {
  expect(sha256In(contentDigest(SHA))).toBe(SHA);
});

test.each([
  ['among others', `sha-512=:AAAA:, ${contentDigest(SHA)}`, SHA],
  ['no header', undefined, undefined],
  ['another digest', 'sha-512=:AAAA:', undefined],
  ['too short', 'sha-256=:AAAA:', undefined],
  ['the end of another name', `x${contentDigest(SHA)}`, undefined],
])('%s', (_, header, expected) => {
  expect(sha256In(header)).toBe(expected);
});
