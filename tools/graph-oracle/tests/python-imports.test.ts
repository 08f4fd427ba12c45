import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PythonImport, pythonImports } from '../../delivery/src/graph/python/imports.ts';
import { decodePython } from '../../delivery/src/graph/python/source.ts';
import { STANDARD_LIBRARY } from '../../delivery/src/graph/python/standard-library.ts';
import { folderWith } from '../../delivery/tests/folder.ts';
import { type ParsedImport, parsedImports, runPython } from '../src/python.ts';
import { FRAGMENTS } from './scanners.ts';

/** Files whose imports we read in another way than ast does. @returns also how many files it could read. */
function differences(files: readonly string[]): { read: number; different: string[] } {
  const truth = parsedImports(files);
  const readable = files.flatMap((file, position) => {
    const imports = truth[position];
    return imports ? [{ file, imports }] : [];
  });
  const different = readable.filter(({ file, imports }) => !isSame(imports, pythonImports(decodePython(readFileSync(file)))));
  return { read: readable.length, different: different.map(({ file }) => file) };
}

/** The same imports, and the statements among them in the same lines. For ast a call begins where its callee begins. */
function isSame(parsed: readonly ParsedImport[], ours: readonly PythonImport[]): boolean {
  const inLines = new Set(ours.map((found) => `${found.line} ${textOf(found)}`));
  const expected = parsed.map(([module, names, level]) => textOf({ module, names, level })).sort();
  return (
    expected.join('\n') === ours.map(textOf).sort().join('\n') &&
    parsed.every(([module, names, level, line, called]) => called || inLines.has(`${line} ${textOf({ module, names, level })}`))
  );
}

function textOf({ module, names, level }: Omit<PythonImport, 'line'>): string {
  return `${'.'.repeat(level)}${module} ${names}`;
}

test('every file of the standard library, as ast reads it', () => {
  const root = runPython(['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))']).trim();
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py') && !file.includes('site-packages') && !file.includes('dist-packages'))
    .map((file) => path.join(root, file))
    .filter((file) => existsSync(file));
  const { read, different } = differences(files);
  expect(different).toEqual([]);
  expect(read).toBeGreaterThan(500);
});

/** The same of texts. @returns texts instead of files. */
function differencesIn(texts: readonly string[]): { read: number; different: string[] } {
  const sources = Object.fromEntries(texts.map((text, position) => [`f${position}.py`, text]));
  const folder = folderWith(sources);
  const { read, different } = differences(Object.keys(sources).map((file) => path.join(folder, file)));
  return { read, different: different.map((file) => sources[path.basename(file)] ?? file) };
}

test('2,000 generated files with code, comments and strings in odd places, as ast reads them', () => {
  const { read, different } = differencesIn(Array.from({ length: 2_000 }, (_, position) => generated(randomOf(position + 1))));
  expect(different).toEqual([]);
  expect(read).toBeGreaterThan(1_900);
});

test('5,000 jumbles of fragments: those that ast accepts, as ast reads them', () => {
  const jumbles = fc.array(fc.constantFrom(...FRAGMENTS.python), { maxLength: 8 }).map((parts) => parts.join(''));
  const { read, different } = differencesIn(fc.sample(jumbles, { numRuns: 5_000, seed: 1 }));
  expect(different).toEqual([]);
  expect(read).toBeGreaterThan(500);
});

test('no name is taken for a standard one that the running Python does not have', () => {
  const known = new Set(JSON.parse(runPython(['-c', 'import json, sys; print(json.dumps(sorted(sys.stdlib_module_names)))'])));
  expect([...STANDARD_LIBRARY].filter((name) => !known.has(name) && name !== '__main__')).toEqual([]);
});

type Random = (below: number) => number;

/** The same choices for the same seed on any machine: a linear congruential generator. */
function randomOf(seed: number): Random {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const STATEMENTS = [
  'import a',
  'import a.b as c, d',
  'import a . b',
  'from a import b',
  'from . import a',
  'from .. a.b import c as d, e',
  'from a import (\n  b, # import c\n  d as e,\n)',
  'from a \\\n  import b',
  'import a; import b # import c',
  'x = 1; from a import *',
  'importlib.import_module("a.b")',
  'pytest.importorskip( # why\n  "a", reason="b")',
  '__import__("a" \'b\')',
  'import_module(x)',
  'import_module("a" + x)',
];
const STRINGS = [
  '"import a"',
  "'from a import b'",
  '"\\"import a"',
  "r'\\'import a'",
  'b"import a"',
  '"""\nimport a\n"quoted" \\""" \n"""',
  "'''\nfrom a import b\n'' \n'''",
  '"a\\\nimport b"',
  'f"{x} import a"',
  'f"{{import a}}"',
  'f"{x!r:>{y}}"',
  'f"{x:%H:%M}"',
  'f\'{"import a"}\'',
  'rf"\\{x}"',
  'f"\\N{LEFT CURLY BRACKET}{x}"',
  'f"""{\nx\n} import a"""',
  'f"{ {1: [2]}[1][0] }"',
  'f"{__import__(\'a\')}"',
  '"a" "b" f"{x}"',
  '"#"',
  '""',
  '""""""',
];
const LINES = ['# import a', '# don\'t "', '', 'x = [1, # from a import b\n  2]', 'important = from_ = 1', 'x = 1 if"a"else"b"', '\f'];

/** A file of lines, strings and imports, plain or in blocks. */
function generated(random: Random): string {
  const pick = (from: readonly string[]) => from[random(from.length)] ?? '';
  const parts = Array.from({ length: 1 + random(12) }, () => {
    const kind = random(4);
    if (kind === 0) return pick(LINES);
    if (kind === 1) return `x = ${pick(STRINGS)}`;
    if (kind === 2) return `f(${pick(STRINGS)}, ${pick(STRINGS)}); ${pick(STATEMENTS)}`;
    return random(2) === 0 ? pick(STATEMENTS) : `if ${pick(STRINGS)}:\n\t${pick(STATEMENTS)}`;
  });
  const text = `${parts.join('\n')}\n`;
  return random(5) === 0 ? `\ufeff${text.replaceAll('\n', '\r\n')}` : text;
}
