import { expect, test } from 'vitest';
import { type Kind, namesOf } from '../../src/scaffold/names.ts';
import { failureOf } from '../failure.ts';

test('a name as each language writes it', () => {
  expect(namesOf('tax-rates-2', 'service')).toEqual({
    name: 'tax-rates-2',
    snake: 'tax_rates_2',
    camel: 'taxRates2',
    Pascal: 'TaxRates2',
    flat: 'taxrates2',
  });
});

const SHAPE = 'take lower-case letters and digits, single hyphens between words, a letter first, 40 characters at most';

test.each<[name: string, kind: Kind, problem: string, fix: string]>([
  ['', 'service', 'it is empty', SHAPE],
  ['TaxRates', 'service', "'T' cannot be in it", `${SHAPE}: tax-rates`],
  ['세율', 'service', "'세' cannot be in it", SHAPE],
  ['세율-rates', 'service', "'세' cannot be in it", `${SHAPE}: rates`],
  ['../etc', 'service', "'.' cannot be in it", `${SHAPE}: etc`],
  ['a/b', 'typescript library', "'/' cannot be in it", `${SHAPE}: a-b`],
  ['a\\b', 'service', "'\\' cannot be in it", `${SHAPE}: a-b`],
  ['tax rates', 'service', "' ' cannot be in it", `${SHAPE}: tax-rates`],
  ['tax_rates', 'python library', "'_' cannot be in it", `${SHAPE}: tax-rates`],
  ['2nd', 'service', 'it does not begin with a letter, or a hyphen stands alone', `${SHAPE}: nd`],
  ['-a', 'service', 'it does not begin with a letter, or a hyphen stands alone', `${SHAPE}: a`],
  ['a--b', 'service', 'it does not begin with a letter, or a hyphen stands alone', `${SHAPE}: a-b`],
  ['a'.repeat(41), 'service', 'it has 41 characters, and 40 have room', SHAPE],
  ['class', 'service', 'it is a word of Go, Python or their tools', SHAPE],
  ['internal', 'go library', 'it is a word of Go, Python or their tools', SHAPE.replace(', single hyphens between words', '')],
  ['json', 'service', 'Python has a module of this name', SHAPE],
  ['tax-rates', 'go library', 'the name of a Go package is one word', `${SHAPE.replace(', single hyphens between words', '')}: taxrates`],
])('%j for a %s', (name, kind, problem, fix) => {
  expect(failureOf(() => namesOf(name, kind))).toBe(`E_NAME_INVALID: '${name}' is no name for a ${kind}: ${problem}\n  fix    ${fix}`);
});
