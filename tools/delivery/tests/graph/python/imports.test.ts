import { expect, test } from 'vitest';
import { pythonImports } from '../../../src/graph/python/imports.ts';

/** Every import as `line: module`, with leading dots and with what `from` takes. */
function importsIn(source: string): string[] {
  return pythonImports(source).map(
    ({ module, names, level, line }) => `${line}: ${'.'.repeat(level)}${module}${names.length > 0 ? ` (${names.join(' ')})` : ''}`,
  );
}

test.each<[name: string, source: string, imports: string[]]>([
  ['nothing', '', []],
  ['import', 'import a', ['1: a']],
  ['several modules', 'import a.b as c, d , e.f as g', ['1: a.b', '1: d', '1: e.f']],
  ['from', 'from a.b import c as d, e', ['1: a.b (c e)']],
  ['star', 'from a import *\nfrom b import*', ['1: a (*)', '2: b (*)']],
  [
    'relative',
    'from . import a\nfrom .b import c\nfrom ...d.e import f\nfrom .... import g',
    ['1: . (a)', '2: .b (c)', '3: ...d.e (f)', '4: .... (g)'],
  ],
  ['dots with blanks', 'from . . a import b\nfrom.import c\nfrom.d import e', ['1: ..a (b)', '2: . (c)', '3: .d (e)']],
  ['parentheses with comments', 'from a import ( # one\n  b, # two\n  c as d,\n\n)\nimport e', ['1: a (b c)', '6: e']],
  ['parentheses without blanks', 'from a import(b)', ['1: a (b)']],
  ['continued lines', 'import a, \\\n  b\nfrom \\\n  c.d \\\n  import \\\n  e', ['1: a', '1: b', '3: c.d (e)']],
  ['blanks in a dotted name', 'import a . b', ['1: a.b']],
  ['tabs and form feeds', '\f\timport\ta\nif x:\n\timport b', ['1: a', '3: b']],
  ['semicolons', 'import a; import b;from c import d', ['1: a', '1: b', '1: c (d)']],
  ['after a colon', 'if x: import a\nelse:from b import c', ['1: a', '2: b (c)']],
  ['in functions and conditions', 'def f():\n  try:\n    import a\n  except ImportError:\n    from b import c', ['3: a', '5: b (c)']],
  ['for the type checker', 'if TYPE_CHECKING:\n  from a import B', ['2: a (B)']],
  ['names beyond ASCII', 'import é, 한글.모듈\nfrom ａ import b', ['1: é', '1: 한글.모듈', '2: a (b)']],
  ['a part of a name', 'ximport = important = from_ = _from = 1\néimport', []],
  ['yield from and raise from', 'yield from a.b\nraise X from e; import c', ['2: c']],
  ['commented out', '# import a\nx = 1 # from b import c\nimport d', ['3: d']],
  ['in strings', 'x = "import a"\ny = \'from b import c\'\nz = r"\\"; import d', []],
  ['in long strings', 'x = """\nimport a\n"" " \\""" \'\'\'\nimport b\n"""; import c', ['5: c']],
  ['a string that ends in a backslash', 'x = "\\\\"; import a', ['1: a']],
  ['a raw string with an escaped quote', "x = r'\\'; import a'; import b", ['1: b']],
  ['a string over two lines', 'x = "a\\\nimport a"; import b', ['2: b']],
  ['empty strings', 'x = ""; import a\ny = \'\'; import b\nz = """"""; import c', ['1: a', '2: b', '3: c']],
  ['quotes in comments', "# don't\nimport a", ['2: a']],
  ['a keyword beside a string', 'x = 1 if"a"else"b"; import c', ['1: c']],
  ['an f-string', 'x = f"import a {y} import b"; import c', ['1: c']],
  ['quotes in an f-string', 'x = f"{y["import a"]}"; import c', ['1: c']],
  ['a nested f-string', 'x = f"{f"{f"{1}"}"}"; import a', ['1: a']],
  ['doubled braces', 'x = f"{{import a}} {{{y}}}"; import b', ['1: b']],
  ['a format', 'x = f"{y:{w}.{p}} {z!r:>{w}} {t:%H:%M}"; import a', ['1: a']],
  ['a format with the other quote', "x = f'{y:\"}'; import a", ['1: a']],
  ['braces in a replacement field', 'x = f"{ {"a": {1: 2}}["a"] }"; import b', ['1: b']],
  ['a character by its name', 'x = f"\\N{LEFT CURLY BRACKET}{y}"; import a', ['1: a']],
  ['a backslash before a brace', 'x = rf"\\{y}" f"\\{y}"; import a', ['1: a']],
  ['a long f-string over lines', 'x = f"""{\n  y # import a "\n}\nimport b\n"""; import c', ['5: c']],
  ['a template string', 'x = t"{y["import a"]}"; import b', ['1: b']],
  ['a call in an f-string', 'x = f"{__import__(\'a\').b}"', ['1: a']],
  ['import_module', 'importlib.import_module("a.b")\nimport_module(\n  "c" # why\n)', ['1: a.b', '2: c']],
  ['__import__ and importorskip', '__import__("a")\npytest.importorskip("b", reason="c")', ['1: a', '2: b']],
  [
    'a name in parts, in parentheses or raw',
    'import_module("a" ".b")\nimport_module(("c"))\nimport_module(r"""d""")',
    ['1: a.b', '2: c', '3: d'],
  ],
  [
    'calls that name no module',
    'import_module(x)\nimport_module("a" + x)\nimport_module("a" if x else "b")\nimport_module(f"{x}")\nimport_module(b"a")\nimport_module(".a", "b")\nimport_module("a\\n")\nimport_module("")\nimport_module()\ndef import_module(name): "a"\nreimport_module("a")\nimport_module_("a")\nimport_module("a".b)\nimport_module(("a",))',
    [],
  ],
  ['imported callables', 'from importlib import import_module\nimport_module = 1', ['1: importlib (import_module)']],
  ['a string that does not end', 'x = "a\nimport b', ['2: b']],
  ['what is no Python', 'import\nfrom\nimport 1+\nfrom . import\nfrom import x\nimport a', ['3: 1', '5: x', '6: a']],
])('%s', (_name, source, imports) => {
  expect(importsIn(source)).toEqual(imports);
});

test.each([
  '"""',
  "'",
  'f"{',
  'f"{x:',
  'f"{(',
  'f"""{{',
  'f"\\N{',
  'from.',
  'from ',
  'from a.',
  'import ',
  'import a,',
  'from a import (',
  'import_module(',
  'import_module("a" ',
  'import_module((',
  '\\\n',
  'import\\\n',
  '"\\',
  '#',
])('a megabyte of %j ends', (part) => {
  const source = part.repeat(1_000_000 / part.length);
  const started = performance.now();
  pythonImports(source);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('no text makes it throw', () => {
  const parts = [
    'import',
    'from',
    'a',
    '.',
    ' ',
    '\n',
    '\\',
    '"',
    "'",
    '"""',
    "f'",
    'f"""',
    '{',
    '}',
    '(',
    ')',
    ':',
    '#',
    ',',
    'import_module(',
    '\0',
    '\ud800',
  ];
  let state = 42;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let round = 0; round < 2000; round++) {
    const source = Array.from({ length: random(60) }, () => parts[random(parts.length)]).join('');
    for (const { line } of pythonImports(source)) expect(line).toBeLessThanOrEqual(source.split('\n').length);
  }
});
