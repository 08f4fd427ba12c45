import path from 'node:path';
import { expect, test } from 'vitest';
import { workspaceTools } from '../../src/adapters/tools.ts';
import type { Origin } from '../../src/toolchain/command.ts';
import { failureOf } from '../failure.ts';
import { folderWith } from '../folder.ts';

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
