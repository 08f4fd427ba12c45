import { expect, test } from 'vitest';
import { DeliveryError, type ErrorDetail, formatError } from '../src/errors.ts';

test.each<[name: string, detail: ErrorDetail, lines: string[]]>([
  ['cause and remedy', { what: 'no', fix: 'yes' }, ['E_REGISTRY: no', '  fix    yes']],
  ['a place', { what: 'no', where: 'a.go:3', fix: 'yes' }, ['E_REGISTRY: no', '  where  a.go:3', '  fix    yes']],
  ['a place of several lines', { what: 'no', where: 'a\nb', fix: 'yes' }, ['E_REGISTRY: no', '  where  a', '         b', '  fix    yes']],
  ['a remedy of several lines', { what: 'no', fix: 'a\nb' }, ['E_REGISTRY: no', '  fix    a', '         b']],
])('shows %s', (_name, detail, lines) => {
  expect(formatError(new DeliveryError('E_REGISTRY', detail)).split('\n')).toEqual(lines);
});

test('is an error whose message is the cause', () => {
  expect(new DeliveryError('E_DISK_FULL', { what: 'no space', fix: 'remove something' })).toMatchObject({
    name: 'DeliveryError',
    message: 'no space',
    code: 'E_DISK_FULL',
  });
});
