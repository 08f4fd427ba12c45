import { expect, test } from 'vitest';
import { UnreadableAnswer } from '../../../src/check/sarif/answer.ts';
import { readers } from '../../../src/check/sarif/formats.ts';
import type { Format } from '../../../src/toolchain/check.ts';
import { LOOK } from './run.ts';

/** Each finding in one line: place, level, rule, message. */
function linesOf(format: Format, text: string): string[] {
  return readers[format](text, LOOK).flatMap(({ results = [] }) =>
    results.map(({ ruleId, level, message, locations, properties }) => {
      const { artifactLocation, region = {} } = locations?.[0]?.physicalLocation ?? {};
      const from = [region.startLine, region.startColumn].filter(Boolean).join(':');
      const to = [region.endLine, region.endColumn].filter(Boolean).join(':');
      return `${artifactLocation?.uri} ${from}${to === '' ? '' : `-${to}`} ${level} ${ruleId} ${message.text}${properties ? ' by hand' : ''}`;
    }),
  );
}

const json = (value: unknown) => JSON.stringify(value);

test.each<[name: string, format: Format, text: string, lines: string[]]>([
  [
    'ruff check',
    'ruff',
    json([
      {
        code: 'F401',
        message: '`os` imported but unused',
        filename: '/w/a b.py',
        location: { row: 1, column: 8 },
        end_location: { row: 1, column: 10 },
        url: 'https://docs.astral.sh/ruff/rules/unused-import',
        fix: { applicability: 'safe' },
      },
      {
        code: null,
        message: 'Expected an identifier',
        filename: '/w/n.py',
        location: { row: 2, column: 5 },
        end_location: { row: 2, column: 6 },
        url: null,
        fix: null,
      },
    ]),
    ['/w/a%20b.py 1:8-1:10 error F401 `os` imported but unused', '/w/n.py 2:5-2:6 error invalid-syntax Expected an identifier by hand'],
  ],
  [
    'mypy, which counts columns from 0 and lines of whole files not at all',
    'mypy',
    `${json({ file: 'm.py', line: 2, column: 0, message: 'Function is missing a type annotation', hint: null, code: 'no-untyped-def', severity: 'error' })}
${json({ file: 'm.py', line: 0, column: -1, message: 'Unused', hint: 'Remove it', code: null, severity: 'note' })}\n`,
    ['m.py 2:1 error no-untyped-def Function is missing a type annotation', 'm.py 1 note mypy Unused\nRemove it'],
  ],
  ['mypy without findings', 'mypy', '', []],
  [
    'tsc',
    'tsc',
    `a.ts(1,19): error TS2307: Cannot find module './b.ts'.
a.ts(2,7): error TS2322: Type '{ a: 1; }' is not assignable to type 'B'.
  Types of property 'a' are incompatible.
error TS18003: No inputs were found.
`,
    [
      "a.ts 1:19 error TS2307 Cannot find module './b.ts'.",
      "a.ts 2:7 error TS2322 Type '{ a: 1; }' is not assignable to type 'B'.\n  Types of property 'a' are incompatible.",
      'tsconfig.json 1 error TS18003 No inputs were found.',
    ],
  ],
  [
    'buf lint and buf breaking; what is gone has no place',
    'buf',
    `${json({ path: 'a.proto', start_line: 3, start_column: 9, end_line: 3, end_column: 16, type: 'MESSAGE_PASCAL_CASE', message: 'Wrong case.' })}
${json({ type: 'FILE_NO_DELETE', message: 'Previously present file "b.proto" was deleted.' })}\n`,
    [
      'a.proto 3:9-3:16 error MESSAGE_PASCAL_CASE Wrong case.',
      'buf.yaml 1 error FILE_NO_DELETE Previously present file "b.proto" was deleted.',
    ],
  ],
  [
    'buf format: the first line of each hunk that differs',
    'diff',
    `diff -u a.proto.orig a.proto
--- a.proto.orig\t2026-11-24 21:31:24.072486940 +0000
+++ a.proto\t2026-11-24 21:31:24.072486940 +0000
@@ -40,7 +40,7 @@
   // One.
   repeated TaxInvoice invoices = 1;
-    int64 next_page = 2;
+  int64 next_page = 2;
 }
@@ -60,2 +60,3 @@
 }
+
 message A {
--- b.proto.orig\t2026
+++ b.proto\t2026
@@ -1 +1 @@
-a
+b
`,
    ['a.proto 42 error format Not formatted', 'a.proto 61 error format Not formatted', 'b.proto 1 error format Not formatted'],
  ],
  [
    'hadolint, for which every level is a failure',
    'hadolint',
    json([{ code: 'DL3015', column: 1, file: 'd/a/Dockerfile', level: 'info', line: 2, message: 'Avoid additional packages' }]),
    ['d/a/Dockerfile 2:1 error DL3015 Avoid additional packages (info)'],
  ],
  [
    'shellcheck',
    'shellcheck',
    json({ comments: [{ file: 'run', line: 2, endLine: 2, column: 6, endColumn: 8, level: 'info', code: 2086, message: 'Quote.' }] }),
    ['run 2:6-2:8 error SC2086 Quote.'],
  ],
  [
    'actionlint; YAML that cannot be read has column 0',
    'actionlint',
    json([
      { message: 'potentially untrusted', filepath: '.github/workflows/a.yml', line: 8, column: 23, end_column: 54, kind: 'expression' },
      { message: 'could not parse as YAML', filepath: '.github/workflows/b.yml', line: 1, column: 0, end_column: 0, kind: 'syntax-check' },
    ]),
    [
      '.github/workflows/a.yml 8:23-8:55 error expression potentially untrusted',
      '.github/workflows/b.yml 1:1 error syntax-check could not parse as YAML',
    ],
  ],
  [
    'zizmor, which counts rows and columns from 0',
    'zizmor',
    json([
      {
        ident: 'unpinned-uses',
        desc: 'unpinned action reference',
        url: 'https://docs.zizmor.sh/audits/#unpinned-uses',
        locations: [
          { symbolic: { kind: 'Related' } },
          {
            symbolic: { key: { Local: { verbatim_path: '.github/workflows/a.yml' } }, annotation: 'not pinned', kind: 'Primary' },
            concrete: { location: { start_point: { row: 6, column: 8 }, end_point: { row: 6, column: 33 } } },
          },
        ],
      },
      { ident: 'secrets-inherit', desc: '', url: '', ignored: true, locations: [] },
    ]),
    ['.github/workflows/a.yml 7:9-7:34 error unpinned-uses unpinned action reference: not pinned'],
  ],
])('%s', (_name, format, text, lines) => {
  expect(linesOf(format, text)).toEqual(lines);
});

test('the address of a rule goes with it', () => {
  const [run] = readers['shellcheck'](
    json({ comments: [{ file: 'run', line: 2, endLine: 2, column: 6, endColumn: 8, level: 'info', code: 2086, message: 'Quote.' }] }),
    LOOK,
  );
  expect(run?.tool.driver).toEqual({ name: 'shellcheck', rules: [{ id: 'SC2086', helpUri: 'https://www.shellcheck.net/wiki/SC2086' }] });
});

test.each<[format: Format, text: string]>([
  ['ruff', 'Traceback'],
  ['ruff', '{}'],
  ['mypy', 'usage: mypy'],
  ['tsc', 'Killed'],
  ['buf', 'Failure: no such file'],
  ['hadolint', '{"a": 1}'],
  ['shellcheck', '[]'],
  ['actionlint', ''],
  ['zizmor', '[{ "ident": "x", "locations": [] }]'],
  ['sarif', '{ "version": "2.1.0" }'],
])('%s does not take %j for an answer', (format, text) => {
  const errors: (new (...args: never[]) => Error)[] = [SyntaxError, TypeError, UnreadableAnswer];
  let thrown: unknown;
  try {
    readers[format](text, LOOK);
  } catch (error) {
    thrown = error;
  }
  expect(errors.some((error) => thrown instanceof error)).toBe(true);
});
