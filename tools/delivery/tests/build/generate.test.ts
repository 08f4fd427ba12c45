import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import generate from '../../src/build/generate.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { type Files, folderWith } from '../folder.ts';
import { addProgram } from '../programs.ts';

async function generated(files: Files, { toolchain = 'proto', buf = '' } = {}) {
  const lines = quietConsole();
  const root = folderWith({ 'node_modules/.bin/buf': '', '.venv/bin/python-grpc-tools-protoc': '', ...files });
  addProgram(path.join(root, 'node_modules/.bin/buf'), buf);
  addProgram(path.join(root, '.venv/bin/python-grpc-tools-protoc'), '');
  const { success } = await generate({ toolchain }, contextOf(root, { proto: { root: 'libs/proto' } }));
  const inProject = (file: string) => path.join(root, 'libs/proto', file);
  return {
    success,
    lines: lines(),
    exists: (file: string) => existsSync(inProject(file)),
    mode: (file: string) => statSync(inProject(file)).mode & 0o777,
  };
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

test('the mode of a stub does not come from the umask of whoever generates it', async () => {
  const { success, mode } = await generated({ 'libs/proto/a.proto': '' }, { buf: 'umask 077; mkdir -p gen/go; echo > gen/go/a.pb.go' });
  expect([success, mode('gen/go'), mode('gen/go/a.pb.go')]).toEqual([true, 0o755, 0o644]);
});

test('a toolchain that generates nothing is refused', async () => {
  const { success, lines } = await generated({}, { toolchain: 'go' });
  expect([success, lines[1]]).toEqual([false, "E_OPTION_INVALID: toolchain 'go' generates nothing"]);
});
