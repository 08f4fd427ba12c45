// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a Dockerfile writes its arguments like that.
import { expect, test } from 'vitest';
import { baseImages, namedContexts } from '../../src/graph/dockerfile.ts';
import { failureOf } from '../failure.ts';

/** Every base as `image`, or as `argument=image`. */
function basesOf(text: string): string[] {
  return baseImages(text, 'Dockerfile').map(({ arg, image }) => (arg === undefined ? image : `${arg}=${image}`));
}

test.each<[text: string, bases: string[]]>([
  ['FROM debian:12\n', ['debian:12']],
  ['FROM localhost:5000/a/b:1@sha256:0f\n', ['localhost:5000/a/b:1@sha256:0f']],
  ['from debian as x\n', ['debian']],
  ['FROM --platform=linux/arm64 debian\n', ['debian']],
  ['# syntax=docker/dockerfile:1\n\n# FROM a\nFROM b\n', ['b']],
  ['FROM scratch\n', []],
  ['FROM a AS build\nFROM b\nCOPY --from=build /x /x\n', ['a', 'b']],
  ['FROM a AS build\nFROM build\n', ['a']],
  ['FROM a AS Build\nFROM build\n', ['a']],
  ['ARG BASE=a\nFROM $BASE\n', ['BASE=a']],
  ['ARG BASE=a:1@sha256:0f\nFROM ${BASE}\n', ['BASE=a:1@sha256:0f']],
  ['ARG BASE="a"\nFROM ${BASE} AS x\n', ['BASE=a']],
  ['ARG A=a\nARG B=b\nFROM $A AS x\nFROM $B\n', ['A=a', 'B=b']],
  ['ARG BASE=a\r\nFROM ${BASE}\r\n', ['BASE=a']],
])('%j is made of %j', (text, bases) => {
  expect(basesOf(text)).toEqual(bases);
});

test.each([
  ['', 1, 'there is no FROM instruction'],
  ['# FROM a\nRUN x\n', 1, 'there is no FROM instruction'],
  ['\nFROM\n', 2, 'FROM names no image'],
  ['ARG BASE\nFROM $BASE\n', 2, "FROM uses 'BASE', which has no default: write ARG BASE=<image>"],
  ['FROM a\nARG BASE=b\nFROM ${BASE}\n', 3, "FROM uses 'BASE', which has no default: write ARG BASE=<image>"],
  ['ARG TAG=1\nFROM debian:${TAG}\n', 2, "FROM puts 'debian:${TAG}' together: name the whole image in one argument"],
  ['ARG BASE=a\nFROM ${BASE:-b}\n', 2, "FROM puts '${BASE:-b}' together: name the whole image in one argument"],
])('%j is refused at line %i', (text, line, what) => {
  expect(failureOf(() => baseImages(text, 'x/Dockerfile'))).toBe(
    `E_MANIFEST_INVALID: ${what}\n  where  x/Dockerfile:${line}\n  fix    correct the Dockerfile`,
  );
});

test.each<[text: string, contexts: string[]]>([
  ['FROM a\nCOPY x /x\n', []],
  ['FROM a\nCOPY --from=account passwd /etc/\n', ['account']],
  ['FROM a\nCOPY --from=b x /\nCOPY --chmod=0644 --from=a y /\nCOPY --from=b z /\n', ['a', 'b']],
  ['FROM a AS build\nFROM b\nCOPY --from=build x /\nCOPY --from=Build y /\nCOPY --from=0 z /\n', []],
  ['FROM a\n# COPY --from=account x /\n', []],
])('%j copies from the folders %j', (text, contexts) => {
  expect(namedContexts(text)).toEqual(contexts);
});
