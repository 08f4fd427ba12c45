import { expect, test } from 'vitest';
import { differingFiles, differingInputs } from './differences.ts';
import type { Recorded } from './recorder.ts';

const task = (hash: string, inputs: Record<string, string>): Recorded => ({ hash, status: 'success', outputs: [], inputs });
const INPUTS = { 'api:apps/api/**/*': '1', 'env:TZ': 'a', 'runtime:go version': 'x' };

test('the same hashes, nothing to say', () => {
  expect(differingInputs({ 'api:build': task('1', INPUTS) }, { 'api:build': task('1', INPUTS) })).toEqual([]);
});

test('the inputs that make a hash another are named, and no other', () => {
  const other = task('2', { ...INPUTS, 'env:TZ': 'b', 'file:go.work': 'y' });
  expect(differingInputs({ 'api:build': task('1', INPUTS) }, { 'api:build': other })).toEqual(['api:build: env:TZ, file:go.work']);
});

test('what no input explains, and what only one has run', () => {
  expect(differingInputs({ a: task('1', INPUTS), b: task('1', {}) }, { a: task('2', INPUTS) })).toEqual([
    'a: the same inputs, another hash',
    'b is run by one only',
  ]);
});

test('files that differ, or that one has only', () => {
  expect(differingFiles({ same: '1', other: '1', gone: '1' }, { same: '1', other: '2', new: '1' })).toEqual(['gone', 'new', 'other']);
});
