import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import runTests from '../../src/check/test.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { folderWith } from '../folder.ts';
import { addProgram } from '../programs.ts';

async function tested(options: Parameters<typeof runTests>[0], vitest = 'exit 0') {
  const lines = quietConsole();
  const root = folderWith({ 'node_modules/.bin/vitest': '', 'tools/x/a.ts': '', 'dist/test/tools/x/junit.xml': 'earlier' });
  addProgram(path.join(root, 'node_modules/.bin/vitest'), vitest);
  const { success } = await runTests(options, contextOf(root, { x: { root: 'tools/x' } }));
  return { success, lines: lines(), results: path.join(root, 'dist/test/tools/x') };
}

test.each<[args: string[], last: string]>([
  [[], '--coverage.reporter=cobertura'],
  [['--filter=a', '--watch', '--no-watch', '--watch=false', '--toolchain=go'], '--coverage.reporter=cobertura'],
  [['--filter=a', '--bail=1', 'tests/a.test.ts'], '--coverage.reporter=cobertura --bail=1 tests/a.test.ts'],
  [['--filters', '--watcher=1'], '--coverage.reporter=cobertura --filters --watcher=1'],
])('of %j the test runner gets what is not ours', async (args, last) => {
  const { lines } = await tested({ toolchain: 'typescript', __unparsed__: args });
  expect(lines[0]?.endsWith(` ${last}`)).toBe(true);
});

test('our own options are handed over in the words of the test runner', async () => {
  const { lines } = await tested({ toolchain: 'typescript', filter: 'a', watch: true });
  expect(lines[0]).toMatch(/^> vitest watch .* --testNamePattern=a$/);
});

test('a result of an earlier run is not taken for one of this run', async () => {
  const { success, results } = await tested({ toolchain: 'typescript' });
  expect([success, existsSync(results), existsSync(path.join(results, 'junit.xml'))]).toEqual([true, true, false]);
});

test('a failing test fails the target, and its report stays', async () => {
  const report = `for word in "$@"; do case $word in --outputFile.junit=*) echo now >"\${word#*=}"; esac; done; exit 1`;
  const { success, lines, results } = await tested({ toolchain: 'typescript' }, report);
  expect(success).toBe(false);
  expect(lines.slice(2)).toEqual([
    'E_CHECK_FAILED: vitest found problems in x',
    '  where  tools/x',
    '  fix    correct the code or the test, then: npx nx run x:test',
  ]);
  expect(readFileSync(path.join(results, 'junit.xml'), 'utf8')).toBe('now\n');
});

test('a toolchain without tests is refused', async () => {
  const { success, lines } = await tested({ toolchain: 'proto' });
  expect([success, lines[1]]).toEqual([false, "E_OPTION_INVALID: toolchain 'proto' has no tests"]);
});
