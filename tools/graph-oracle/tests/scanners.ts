import { parseGoSource } from '../../delivery/src/graph/go/source.ts';
import { pythonImports } from '../../delivery/src/graph/python/imports.ts';
import { decodePython } from '../../delivery/src/graph/python/source.ts';

/** How the plugin reads the bytes of a source. */
export const scanners = {
  go: (bytes: Buffer): unknown => parseGoSource(bytes.toString('utf8')),
  python: (bytes: Buffer): unknown => pythonImports(decodePython(bytes)),
};

/** What matters to a scanner, and what looks like it: sources are put together from these. */
export const FRAGMENTS: Readonly<Record<keyof typeof scanners, readonly string[]>> = {
  go: [
    ...['package p\n', 'import "a"\n', 'import `b/c`', 'import (\n', 'import x "y"', 'import . "z"', 'import _ "w"', 'import'],
    ...['"d"', '`e`', '"unicode/급"', '"\\x61"', '"a\\"b"', '""', '"', '`', "'", '\\', '(', ')', '{', '}', ';', ',', '=', '.', '_', 'x'],
    ...['//', '/*', '*/', '/**/', '// import "n"\n', '/* import "n" */', '//go:build ignore\n', '//go:build x\n', '// +build ignore\n'],
    ...['//go:embed a\n', '//go:embed "', '//go:embed `', '// Code generated ', 'var x = 1', 'const c', 'func', 'func f() {}', 'type T'],
    ...['\n', '\n', ' ', '\t', '\r\n', 'é', '급', '\ufeff', '\0'],
  ],
  python: [
    ...['import a', 'import a.b as c', 'from a import b', 'from . import a', 'from .. a.b import (c,\n d as e,)', 'from a import *'],
    ...['import', 'from', 'import_module("a.b")', 'importlib.import_module(', '__import__("c")', 'importorskip("d", reason="import e")'],
    ...[
      '"',
      "'",
      '"""',
      "'''",
      'f"',
      "f'",
      'rf"',
      'f"""',
      'b"',
      'r"',
      "Rb'",
      "u'",
      't"',
      '\\',
      '\\\n',
      '\\"',
      "\\'",
      'f"\\N{',
      '"import x"',
    ],
    ...['{{', '}}', '{x', '{x!r}', '!r', '{x:', '{', '}', '(', ')', '[', ']', ':', ';', ',', '=', '.', '+', '@', '->', '...', '"a" "b"'],
    ...[
      'if x:\n ',
      'if x: ',
      'else:\n ',
      'def f():\n ',
      'lambda: ',
      'yield from a\n',
      'raise x from y\n',
      'if"a"else"b"',
      'await x',
      'x = ',
    ],
    ...['#', '# import z\n', '# coding: ', '\n', '\n', '\n  ', '\n\t', ' ', '  ', '\t', '\f', '\r\n', '\r', '\0', '\u2028', '\ufeff'],
    ...['a', 'x', '_', '1', '0x1f', 'é', 'ｆｒｏｍ', 'ｉmport', '\u{1d4d0}'],
  ],
};
