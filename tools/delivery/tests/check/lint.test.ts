import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from 'sarif';
import { beforeEach, expect, test, vi } from 'vitest';
import lint from '../../src/check/lint.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { type Files, folderWith, write } from '../folder.ts';
import { addProgram } from '../programs.ts';
import { repositoryWith } from '../repository.ts';

beforeEach(() => {
  for (const name of ['CI', 'NX_BASE', 'GITHUB_BASE_REF', 'DELIVERY_JUDGE']) vi.stubEnv(name, undefined);
});

const FILES: Files = { 'node_modules/.bin/buf': '', 'libs/proto/buf.yaml': '' };

async function linted(options: Parameters<typeof lint>[0], buf: string, root = repositoryWith(FILES)) {
  const lines = quietConsole();
  addProgram(path.join(root, 'node_modules/.bin/buf'), buf);
  const { success } = await lint(options, contextOf(root, { proto: { root: 'libs/proto' } }));
  return { success, root, lines: lines().filter((line) => !line.startsWith('> ')) };
}

/** State and findings of each tool, as they were written. */
function written(root: string): string[] {
  const folder = path.join(root, 'dist/lint/libs/proto');
  return readdirSync(folder).map((file) => {
    const { runs } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Log;
    const places = runs.flatMap(({ results = [] }) => results.map(({ locations, ruleId }) => `${placeOf(locations)} ${ruleId}`));
    return [file, runs[0]?.properties?.['state'], ...places].join(' ');
  });
}

function placeOf(locations: NonNullable<Log['runs'][0]['results']>[0]['locations']): string {
  const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
  return `${artifactLocation?.uri}:${region?.startLine}`;
}

/** A linter that finds something; it names it only where it is asked for JSON. */
const FINDS = (verb: string, path: string) => `
test "$1" = ${verb} || exit 0
case "$*" in *json*) echo '{"path":"${path}","start_line":3,"type":"RULE","message":"Wrong."}' ;; *) echo 'for people' ;; esac
exit 100`;

test('what a tool finds is written with its place in the workspace, and fails the target', async () => {
  const { success, lines, root } = await linted({ toolchain: 'proto' }, FINDS('lint', 'kerp/a.proto'));
  expect(success).toBe(false);
  expect(lines).toEqual(['', 'E_CHECK_FAILED: buf-lint found problems in proto', '  where  libs/proto', '  fix    npx nx run proto:lint']);
  expect(written(root)).toEqual(['buf-breaking.sarif ran', 'buf-format.sarif ran', 'buf-lint.sarif ran libs/proto/kerp/a.proto:3 RULE']);
});

test('with a judge of its own, findings are left to that', async () => {
  vi.stubEnv('DELIVERY_JUDGE', 'report');
  const { success, root } = await linted({ toolchain: 'proto' }, FINDS('breaking', 'kerp/a.proto'));
  expect(success).toBe(true);
  expect(written(root)[0]).toBe('buf-breaking.sarif ran libs/proto/kerp/a.proto:3 RULE');
});

const NOTHING_NAMED = 'buf-lint failed with exit code 100 and names no problem';
const SEE = 'run it by itself to see more: npx nx run proto:lint --skip-nx-cache';

test.each<[name: string, options: Parameters<typeof lint>[0], buf: string, success: boolean, message: string[]]>([
  ['finds nothing', { toolchain: 'proto' }, 'exit 0', true, []],
  [
    'fails and names nothing',
    { toolchain: 'proto' },
    'test "$1" != lint || exit 100',
    false,
    [
      `buf-lint: FAILED, ${NOTHING_NAMED}`,
      '  fix    its output above names the cause',
      '',
      `E_SCANNER: buf-lint has not looked at proto: ${NOTHING_NAMED}`,
      '  where  libs/proto',
      '  fix    its output above names the cause',
    ],
  ],
  [
    'crashes',
    { toolchain: 'proto', fix: true },
    'test "$1" != lint || { echo "out of memory" >&2; exit 3; }',
    false,
    [
      'buf-lint: FAILED, buf-lint failed with exit code 3: out of memory',
      `  fix    ${SEE}`,
      '',
      'E_SCANNER: buf-lint has not looked at proto: buf-lint failed with exit code 3: out of memory',
      '  where  libs/proto',
      `  fix    ${SEE}`,
    ],
  ],
  [
    'prints garbage',
    { toolchain: 'proto' },
    'test "$1" != lint || { echo "<html>"; exit 100; }',
    false,
    [
      expect.stringContaining('buf-lint: FAILED, buf-lint printed what cannot be read: '),
      `  fix    ${SEE}`,
      '',
      expect.stringContaining('E_SCANNER: buf-lint has not looked at proto: buf-lint printed what cannot be read: '),
      '  where  libs/proto',
      `  fix    ${SEE}`,
    ],
  ],
  [
    'is asked for a language without lint',
    { toolchain: 'go-tool' },
    '',
    false,
    ['', "E_OPTION_INVALID: toolchain 'go-tool' has no lint", '  fix    remove the target'],
  ],
])('a tool that %s', async (_name, options, buf, success, message) => {
  const result = await linted(options, buf);
  expect(result.success).toBe(success);
  expect(result.lines).toEqual(message);
});

test('a tool that is not installed has failed; the others still look', async () => {
  const lines = quietConsole();
  const root = repositoryWith({ 'libs/proto/buf.yaml': '' });
  const { success } = await lint({ toolchain: 'proto' }, contextOf(root, { proto: { root: 'libs/proto' } }));
  expect(success).toBe(false);
  expect(lines().filter((line) => line.startsWith('E_SCANNER') || line.startsWith('  fix'))).toContain(
    "E_SCANNER: buf-lint has not looked at proto: 'buf' is not installed in this workspace",
  );
  expect(written(root)).toEqual(['buf-breaking.sarif failed', 'buf-format.sarif failed', 'buf-lint.sarif failed']);
});

const NO_BASE = "E_BASE_UNKNOWN: 'origin/develop', which the change is compared with, is no commit of this clone";
const FETCH = "fetch it (git fetch origin 'develop') or name another one: NX_BASE=<branch or commit>";

test('without the base of the change what it breaks is not looked for, and that is said', async () => {
  vi.stubEnv('GITHUB_BASE_REF', 'develop');
  const { success, lines, root } = await linted({ toolchain: 'proto' }, 'exit 0');
  expect(success).toBe(true);
  expect(lines).toEqual([`buf-breaking: NOT RUN, ${NO_BASE}`, `  fix    ${FETCH}`]);
  expect(written(root)[0]).toBe('buf-breaking.sarif skipped');
});

test('in CI that is a failure', async () => {
  vi.stubEnv('GITHUB_BASE_REF', 'develop');
  vi.stubEnv('CI', 'true');
  const { success, lines } = await linted({ toolchain: 'proto' }, 'exit 0');
  expect(success).toBe(false);
  expect(lines.slice(-3)).toEqual([
    `E_SCANNER: buf-breaking has not looked at proto: ${NO_BASE}`,
    '  where  libs/proto',
    `  fix    ${FETCH}`,
  ]);
});

test('outside of a clone the other checks are made all the same', async () => {
  const { success, lines } = await linted({ toolchain: 'proto' }, 'exit 0', folderWith(FILES));
  expect(success).toBe(true);
  expect(lines[0]).toMatch(/^buf-breaking: NOT RUN, E_(?:NOT_A_CLONE|BASE_UNKNOWN): /);
});

test('a project that the base does not have breaks nothing', async () => {
  const root = repositoryWith({ 'README.md': '' });
  write(root, FILES);
  const { success, lines } = await linted({ toolchain: 'proto' }, 'test "$1" != breaking', root);
  expect({ success, lines }).toEqual({ success: true, lines: [] });
});
