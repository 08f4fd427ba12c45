import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import generate from '../../src/build/generate.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { type Files, folderWith } from '../folder.ts';
import { addProgram } from '../programs.ts';

async function generated(files: Files, toolchain = 'proto') {
  const lines = quietConsole();
  const root = folderWith({ 'node_modules/.bin/buf': '', '.venv/bin/python-grpc-tools-protoc': '', ...files });
  for (const program of ['node_modules/.bin/buf', '.venv/bin/python-grpc-tools-protoc']) addProgram(path.join(root, program), '');
  const { success } = await generate({ toolchain }, contextOf(root, { proto: { root: 'libs/proto' } }));
  return { success, lines: lines(), exists: (file: string) => existsSync(path.join(root, 'libs/proto', file)) };
}

test('stubs of earlier sources are gone, and protoc gets the sources in order', async () => {
  const { success, lines, exists } = await generated({
    'libs/proto/b/b.proto': '',
    'libs/proto/a/a.proto': '',
    'libs/proto/pyproject.toml': '',
    'libs/proto/gen/python/old_pb2.py': '',
  });
  expect([success, exists('gen/python'), exists('gen/python/old_pb2.py')]).toEqual([true, true, false]);
  expect(lines[0]).toBe('> buf generate');
  expect(lines[1]).toMatch(/ a\/a\.proto b\/b\.proto$/);
});

test('without a pyproject.toml there are no Python stubs', async () => {
  const { lines, exists } = await generated({ 'libs/proto/a.proto': '' });
  expect([lines, exists('gen/python')]).toEqual([['> buf generate'], false]);
});

test('a toolchain that generates nothing is refused', async () => {
  const { success, lines } = await generated({}, 'go');
  expect([success, lines[1]]).toEqual([false, "E_OPTION_INVALID: toolchain 'go' generates nothing"]);
});
