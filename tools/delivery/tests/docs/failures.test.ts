import path from 'node:path';
import { expect, test } from 'vitest';
import { BY_HAND, examplesOf } from '../../docs/errors.ts';
import { failuresIn, failuresOf } from '../../docs/failures.ts';
import { ERRORS, type ErrorCode } from '../../src/errors.ts';

const SRC = path.join(import.meta.dirname, '../../src');

test.each([
  ['texts', "new DeliveryError('E_LOCKED', { what: 'no', fix: 'yes' })", [['E_LOCKED', 'no', 'yes']]],
  [
    'what is only known later',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source
    'new DeliveryError("E_LOCKED", { what: `${a.name} of ${n(port)}`, where: a, fix: `${x ? 1 : 2}` })',
    [['E_LOCKED', '<name> of <port>', '<...>']],
  ],
  ['a constant', "const fix = 'yes'; new DeliveryError('E_LOCKED', { what: f(), fix })", [['E_LOCKED', undefined, 'yes']]],
  ['a sum and a choice', "const b = 'c'; new DeliveryError('E_LOCKED', { what: 'a' + b, fix: x ? y() : 'z' })", [['E_LOCKED', 'ac', 'z']]],
  ['one of two codes', "new DeliveryError(x ? 'E_LOCKED' : 'E_CLUSTER', y)", [['E_LOCKED'], ['E_CLUSTER']]],
  ['another error', "new Error('E_LOCKED')", []],
])('%s', (_name, text, found) => {
  expect(failuresOf('a.ts', text)).toEqual(found.map(([code, what, fix]) => ({ code, file: 'a.ts', what, fix })));
});

test('every code is made somewhere and shows something, and an example by hand is one that the sources do not show', () => {
  const failures = failuresIn(SRC);
  const codes = Object.keys(ERRORS) as ErrorCode[];
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(codes));
  const without = codes.filter((code) => examplesOf(code, failures).length === 0);
  expect(without, 'give them an example in docs/errors.ts').toEqual([]);
  const shown = failures.filter(({ what, fix }) => what && fix).map(({ code }) => code);
  expect(Object.keys(BY_HAND).filter((code) => shown.includes(code))).toEqual([]);
}, 60_000);
