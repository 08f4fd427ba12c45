import path from 'node:path';
import { expect, test } from 'vitest';
import lint from '../../src/check/lint.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { folderWith } from '../folder.ts';
import { addProgram } from '../programs.ts';

async function linted(options: Parameters<typeof lint>[0], buf: string) {
  const lines = quietConsole();
  const root = folderWith({ 'node_modules/.bin/buf': '', 'libs/proto/buf.yaml': '' });
  addProgram(path.join(root, 'node_modules/.bin/buf'), buf);
  const { success } = await lint(options, contextOf(root, { proto: { root: 'libs/proto' } }));
  return { success, lines: lines() };
}

test.each([
  [{ toolchain: 'proto' }, 'exit 0', true, []],
  [
    { toolchain: 'proto' },
    'test "$1" = format',
    false,
    ['', 'E_CHECK_FAILED: buf lint found problems in proto', '  where  libs/proto', '  fix    npx nx run proto:lint --fix'],
  ],
  [
    { toolchain: 'proto', fix: true },
    'exit 1',
    false,
    ['', 'E_CHECK_FAILED: buf lint, buf format found problems in proto', '  where  libs/proto', '  fix    correct by hand what is left'],
  ],
  [{ toolchain: 'go-tool' }, '', false, ['', "E_OPTION_INVALID: toolchain 'go-tool' has no lint", '  fix    remove the target']],
])('%j where buf does %j', async (options, buf, success, message) => {
  const result = await linted(options, buf);
  expect(result.success).toBe(success);
  expect(result.lines.filter((line) => !line.startsWith('> '))).toEqual(message);
});
