import { expect, test } from 'vitest';
import { parseGoSource } from '../../../src/graph/go/source.ts';

test.each<[name: string, text: string, packageName: string]>([
  ['a program', 'package main\n', 'main'],
  ['comments before it', '// package a\n/* package b */\npackage /* c */ main // d\n', 'main'],
  ['an external test', 'package a_test\n', 'a_test'],
  ['no package clause', 'import "fmt"\n', ''],
  ['nothing', '', ''],
])('package clause: %s', (_name, text, packageName) => {
  expect(parseGoSource(text).package).toBe(packageName);
});

test.each<[constraint: string, imports: string[]]>([
  ['//go:build ignore\n\n', []],
  ['//go:build ignore\r\n\r\n', []],
  ['// Licence.\n\n//go:build ignore\n\n// About.\n', []],
  ['//go:build linux\n\n', ['fmt']],
  ['//go:build ignore || tools\n\n', ['fmt']],
  ['//go:build !ignore\n\n', ['fmt']],
  ['// //go:build ignore\n\n', ['fmt']],
  ['/*\n//go:build ignore\n*/\n', ['fmt']],
])('%j', (constraint, imports) => {
  expect(parseGoSource(`${constraint}package a\nimport "fmt"\n`).imports).toEqual(imports);
});

test('a constraint behind the package clause is none', () => {
  expect(parseGoSource('package a\n//go:build ignore\nimport "fmt"\n').imports).toEqual(['fmt']);
});

test.each<[name: string, text: string, embeds: string[]]>([
  ['one pattern', '//go:embed a.txt\nvar a string\n', ['a.txt']],
  ['several', '//go:embed a.txt b/*.html "c d.txt" `e f`\n', ['a.txt', 'b/*.html', 'c d.txt', 'e f']],
  ['hidden files too', '//go:embed all:static\n', ['static']],
  ['in a group', 'var (\n\t//go:embed a.txt\n\ta string\n)\n', ['a.txt']],
  ['with CR', '//go:embed a.txt\r\nvar a string\r\n', ['a.txt']],
  ['no directive', '// go:embed a.txt\n//go:embedded b.txt\n', []],
])('embed: %s', (_name, text, embeds) => {
  expect(parseGoSource(`package a\nimport _ "embed"\n${text}`).embeds).toEqual(embeds);
});
