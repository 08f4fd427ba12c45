import { expect, test } from 'vitest';
import { goImports } from '../../../src/graph/go/imports.ts';

test.each<[name: string, source: string, imports: string[]]>([
  ['one', 'package a\nimport "fmt"\n', ['fmt']],
  ['several', 'package a\nimport "fmt"\nimport "os"\n', ['fmt', 'os']],
  ['a group', 'package a\nimport (\n\t"fmt"\n\n\t"os"\n)\n', ['fmt', 'os']],
  ['two groups', 'package a\nimport ("fmt")\nimport ("os")\n', ['fmt', 'os']],
  ['a group in one line', 'package a; import ( "fmt"; "os" ); import "io"\n', ['fmt', 'os', 'io']],
  ['an empty group', 'package a\nimport ()\nimport "fmt"\n', ['fmt']],
  ['names, blanks and dots', 'package a\nimport (\n\tf "fmt"\n\t_ "embed"\n\t. "os"\n\t급여 "m/pay"\n)\n', ['fmt', 'embed', 'os', 'm/pay']],
  ['a raw string', 'package a\nimport `fmt`\n', ['fmt']],
  ['escapes', String.raw`package a; import "\x66m\u0074"; import "o\163"; import "a\"b"`, ['fmt', 'os', 'a"b']],
  ['cgo', 'package a\n/*\n#include "stdio.h"\n*/\nimport "C"\n', ['C']],
  ['comments in between', 'package /* a */ a // b\nimport /* c */ (\n\t// d\n\t"fmt" // e\n\tf /* g */ "os"\n)\n', ['fmt', 'os']],
  ['a comment up to the end of a line with CR', 'package a // b\r\nimport "fmt" // c\r\nimport "os"\r\n', ['fmt', 'os']],
  ['imports in comments', 'package a\n// import "fmt"\n/* import "os" */\nimport "io"\n', ['io']],
  ['a group in a comment', 'package a\n/*\nimport (\n\t"fmt"\n)\n*/\n', []],
  ['a comment mark in a string', 'package a\nimport "example.com//a"\nimport "os"\n', ['example.com//a', 'os']],
  ['a directive', '//go:build linux\n\npackage a\n\n//go:generate x "y"\nimport "fmt"\n', ['fmt']],
  ['a byte order mark', '\uFEFFpackage a\nimport "fmt"\n', ['fmt']],
  ['a package whose name begins like a keyword', 'package imports\nimport "fmt"\n', ['fmt']],
  ['a package name with func in it', 'package functions\nimport "fmt"\n', ['fmt']],
  ['an import named like a declaration', 'package a\nimport vars "fmt"\nimport functional "os"\n', ['fmt', 'os']],
  ['nothing after a function', 'package a\nimport "fmt"\nfunc f() { import "os" }\n', ['fmt']],
  ['nothing after a type, in a string', 'package a\ntype t struct { x int `import "os"` }\nimport "io"\n', []],
  ['nothing after a variable', 'package a\nvar x = "y"\nimport "os"\n', []],
  ['nothing after a constant', 'package a\nconst x = `\nimport "os"\n`\n', []],
  ['a comment without an end', 'package a\nimport "fmt"\n/* import "os"\n', ['fmt']],
  ['a string without an end', 'package a\nimport "fmt\nimport "os"\n', ['os']],
  ['a raw string without an end', 'package a\nimport "fmt"\nimport `os\n', ['fmt']],
  ['a group without an end', 'package a\nimport (\n\t"fmt"\n', ['fmt']],
  ['no import', 'package a\n', []],
  ['an empty file', '', []],
])('%s', (_name, source, imports) => {
  expect(goImports(source)).toEqual(imports);
});

test.each([
  ['"\\'],
  ['"\\"'],
  ['"'],
  ['`'],
  ['`"'],
  ['/*'],
  ['/*/'],
  ['/'],
  ['import '],
  ['import ('],
  ['import "'],
  ['import "a\\'],
  ['('],
  ['x'],
  ['급'],
  ['\0'],
  ['\r\n'],
])('takes linear time for 1 MB of %j', (garbage) => {
  const started = performance.now();
  goImports(garbage.repeat(Math.ceil(1e6 / garbage.length)));
  // Some 10 ms; with quadratic time it would be many minutes.
  expect(performance.now() - started).toBeLessThan(3_000);
});
