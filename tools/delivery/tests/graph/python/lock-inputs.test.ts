import { expect, test } from 'vitest';
import { LockInputs } from '../../../src/graph/python/lock-inputs.ts';
import { failureOf } from '../../failure.ts';
import type { Files } from '../../folder.ts';

const UV = `
[manifest.dependency-groups]
lint = [{ name = "ruff" }]
[[package]]
name = "app"
version = "0.0.0"
source = { editable = "apps/app" }
dependencies = [{ name = "grpcio" }]
[[package]]
name = "grpcio"
version = "1.85.1"
source = { registry = "x" }
[[package]]
name = "ruff"
version = "0.17.6"
source = { registry = "x" }
`;
const OWN: Files = { 'apps/app/requirements.lock': 'grpcio==1.85.1 \\\n' };
const TOOLS: Files = { 'tools/python/lint.lock': 'ruff==0.17.6 \\\n' };

function locksOf(files: Files): LockInputs {
  return new LockInputs({ has: (file) => file in files, read: (file) => files[file] ?? '' });
}

test.each<[name: string, files: Files, locks: string[]]>([
  ['parts that say what the lock says', { 'uv.lock': UV, ...OWN, ...TOOLS }, ['apps/app/requirements.lock', 'tools/python/lint.lock']],
  ['no part', { 'uv.lock': UV }, ['uv.lock']],
  ['no part for the tools', { 'uv.lock': UV, ...OWN }, ['apps/app/requirements.lock', 'uv.lock']],
  ['no part for the project', { 'uv.lock': UV, ...TOOLS }, ['uv.lock']],
  ['a part that is out of date', { 'uv.lock': UV.replace('1.85.1', '1.85.2'), ...OWN, ...TOOLS }, ['uv.lock']],
  [
    'tools that are out of date',
    { 'uv.lock': UV.replace('0.17.6', '0.17.7'), ...OWN, ...TOOLS },
    ['apps/app/requirements.lock', 'uv.lock'],
  ],
  [
    'a workspace below the root',
    { 'apps/uv.lock': UV, 'apps/app/requirements.lock': OWN['apps/app/requirements.lock'] ?? '' },
    ['apps/app/requirements.lock', 'apps/uv.lock'],
  ],
  ['locks of other tools, at any height', { 'apps/app/poetry.lock': '', 'pdm.lock': '' }, ['apps/app/poetry.lock', 'pdm.lock']],
  ['no lock', {}, []],
])('%s', (_name, files, locks) => {
  expect(locksOf(files).checks('apps/app', 'app', false, 'lint')).toEqual(locks);
});

test('with extras or groups of its own the whole lock counts: its part does not hold them', () => {
  expect(locksOf({ 'uv.lock': UV, ...OWN, ...TOOLS }).checks('apps/app', 'app', true, 'lint')).toEqual(['uv.lock']);
});

test('the tools alone', () => {
  expect(locksOf({ 'uv.lock': UV, ...TOOLS }).tools('libs/proto', 'lint')).toEqual(['tools/python/lint.lock']);
  expect(locksOf({ 'uv.lock': UV, ...TOOLS }).tools('libs/proto', 'generate')).toEqual(['uv.lock']);
});

test('a lock that is not TOML is named, once it is needed', () => {
  const locks = locksOf({ 'uv.lock': '[[package]\n', ...OWN });
  expect(failureOf(() => locks.checks('apps/app', 'app', false, 'lint'))).toMatch(/^E_MANIFEST_INVALID: .*\n {2}where {2}uv\.lock:1:/);
});
