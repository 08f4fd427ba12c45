import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goImports } from '../../delivery/src/graph/go/imports.ts';
import { folderWith } from '../../delivery/tests/folder.ts';
import { gotruth } from '../src/go.ts';
import { FRAGMENTS } from './scanners.ts';

/** Files whose imports we read in another way than go/parser does. @returns also how many files it could read. */
function differences(folder: string): { read: number; different: string[] } {
  const truth = Object.entries(gotruth('imports', [folder])[0] as Record<string, string[]>);
  const different = truth.filter(([file, imports]) => {
    const ours = goImports(readFileSync(path.join(folder, file), 'utf8'));
    return ours.join('\n') !== imports.join('\n');
  });
  return { read: truth.length, different: different.map(([file]) => file) };
}

test('every file of the standard library, as go/parser reads it', () => {
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const { read, different } = differences(path.join(root, 'src'));
  expect(different).toEqual([]);
  expect(read).toBeGreaterThan(5_000);
});

/** The same of texts. @returns texts instead of files. */
function differencesIn(texts: readonly string[]): { read: number; different: string[] } {
  const sources = Object.fromEntries(texts.map((text, position) => [`f${position}.go`, text]));
  const { read, different } = differences(folderWith(sources));
  return { read, different: different.map((file) => sources[file] ?? file) };
}

test('2,000 generated files with code, comments and strings in odd places, as go/parser reads them', () => {
  const { read, different } = differencesIn(Array.from({ length: 2_000 }, (_, position) => generated(randomOf(position + 1))));
  expect(different).toEqual([]);
  // The others have an error in them, on purpose.
  expect(read).toBeGreaterThan(1_000);
});

test('5,000 jumbles of fragments: those that go/parser accepts, as it reads them', () => {
  const jumbles = fc.array(fc.constantFrom(...FRAGMENTS.go), { maxLength: 8 }).map((parts) => `package p\n${parts.join('')}`);
  const { read, different } = differencesIn(fc.sample(jumbles, { numRuns: 5_000, seed: 1 }));
  expect(different).toEqual([]);
  expect(read).toBeGreaterThan(500);
});

type Random = <T>(choices: readonly [T, ...T[]]) => T;

/** The same choices for the same seed on any machine: a linear congruential generator. */
function randomOf(seed: number): Random {
  let state = seed * 2_654_435_761;
  return (choices) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return choices[(state >>> 8) % choices.length] ?? choices[0];
  };
}

const SPACE = [' ', ' ', ' ', '\t', '/* import "no/a" */', '/* ( */', '/*/ ` */', '/*"*/'] as const;
const END = ['\n', '\n', ';', '; ', ' // import "no/b"\n', '\r\n', ' // `\n', '\n\n/*\nimport "no/c"\n*/\n', '\n// )\n'] as const;
const NAME = ['', '', '_', '.', 'f', 'importer', '급여', 'func1', '_import'] as const;
const PATHS = ['"fmt"', '`os`', '"m/급여"', '"a.b/c-d/v2"', '`m/x`', '"importer/func"', '"type"', '"C"'] as const;
const AFTER = [
  '',
  'var x = `\nimport "no/d"\n`\n',
  'const c = "import \\"no/e\\""\n',
  'func f() { _ = "x" /* import "no/f" */ }\n',
  'type t struct { x int `import:"no/g"` }\n',
  'func g(\n',
  '"no/h"\n',
] as const;

function generated(random: Random): string {
  const spec = () => {
    const name = random(NAME);
    return `${name}${name === '' ? '' : random(SPACE)}${random(PATHS)}`;
  };
  const specs = () => Array.from({ length: random([0, 1, 2, 3]) }, () => `${random(SPACE)}${spec()}${random(END)}`).join('');
  const declaration = () =>
    `import${random(SPACE)}${random([spec, () => `(${specs()})`, () => `(${random(END)}${specs()})`])()}${random(END)}`;
  const declarations = Array.from({ length: random([0, 1, 2, 3]) }, declaration).join('');
  return `${random(['', '\uFEFF', '// package no\n', '//go:build x\n\n'])}package${random(SPACE)}p${random(END)}${declarations}${random(AFTER)}`;
}
