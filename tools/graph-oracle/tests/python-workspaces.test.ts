import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Files, folderWith } from '../../delivery/tests/folder.ts';
import { LANGUAGES } from '../src/languages.ts';
import { agreed, type Fault, judge, testFaults } from './judge.ts';
import { app, IMPORTED, LIB, named, TESTED } from './python-project.ts';

/** `a` and `b` write into one namespace. */
const SPACE: Files = {
  'a/pyproject.toml': named('space-a'),
  'a/src/space/a/__init__.py': '',
  'b/pyproject.toml': named('space-b'),
  'b/src/space/b/__init__.py': '',
};

const IMPORTS: readonly Fault[] = [
  ['a distribution of another name is missed', { ...app('import lib\n'), ...LIB, 'lib/pyproject.toml': named('acme-base-lib') }, IMPORTED],
  ['a submodule is missed', { ...app('from lib.part import x\n'), ...LIB }, IMPORTED],
  ['a module of which there is no file is missed', { ...app('from lib.v1.x_pb2 import X\n'), ...LIB }, IMPORTED],
  ['an import inside a function is missed', { ...app('def f():\n    import lib\n'), ...LIB }, IMPORTED],
  [
    'an import for types only is missed',
    { ...app('from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import lib\n'), ...LIB },
    IMPORTED,
  ],
  ['an optional import is missed', { ...app('try:\n    import lib\nexcept ImportError:\n    lib = None\n'), ...LIB }, IMPORTED],
  [
    'an import after a semicolon, in parentheses or continued is missed',
    { ...app('x = 1; from lib import (\n    part,\n)\n'), ...LIB },
    IMPORTED,
  ],
  ['import_module with a literal is missed', { ...app('importlib.import_module("lib.part")\n'), ...LIB }, IMPORTED],
  ['__import__ with a literal is missed', { ...app('__import__("lib")\n'), ...LIB }, IMPORTED],
  [
    'import_module of something else makes an edge',
    { ...app('import_module(lib)\nimport_module(f"lib{x}")\nimport_module(".lib", p)\n'), ...LIB },
    [],
  ],
  ['comments and strings make edges', { ...app('# import lib\n"""\nimport lib\n"""\nx = "import lib"\n'), ...LIB }, []],
  ['a name that begins the same makes an edge', { ...app('import library\nfrom lib_x import y\n'), ...LIB }, []],
  ['a relative import makes an edge to a project of that name', { ...app('from . import lib\nfrom .lib import x\n'), ...LIB }, []],
  ['a package of an index makes an edge', { ...app('import httpx\nimport numpy.lib\n'), ...LIB }, []],
  ['a stub that imports is not read', { ...app(''), 'app/src/app/x.pyi': 'import lib\n', ...LIB }, IMPORTED],
  ['a part of a namespace makes an edge to another part', { ...app('import space.b.x\n'), ...SPACE }, ['app -> b (production)']],
  [
    'parts taken out of a namespace are missed',
    { ...app('from space import a, b\n'), ...SPACE },
    ['app -> a (production)', 'app -> b (production)'],
  ],
  [
    'a namespace alone, or what nobody installs in it, makes an edge',
    { ...app('import space\nimport space.elsewhere\nfrom space import c\n'), ...SPACE },
    [],
  ],
  [
    'one part of a namespace that imports another is missed',
    { ...SPACE, 'a/src/space/a/__init__.py': 'from space.b import x\n' },
    ['a -> b (production)'],
  ],
  [
    'a library with a module named like a standard one gets edges',
    { ...app('import types\nimport json.decoder\n'), ...LIB, 'lib/src/types.py': '', 'lib/src/json/decoder.py': '' },
    [],
  ],
  ['a module of the project is taken for the library of that name', { ...app('import lib\n'), 'app/src/lib.py': '', ...LIB }, []],
  [
    'a module beside a script is taken for the library of that name',
    { ...app(''), 'app/scripts/x.py': 'import lib\n', 'app/scripts/lib.py': '', ...LIB },
    [],
  ],
  [
    'of two projects with one module the wrong one is taken, where one is declared',
    {
      ...app('import lib\n', named('app', 'dependencies = ["lib2"]\n')),
      ...LIB,
      'lib2/pyproject.toml': named('lib2'),
      'lib2/src/lib/__init__.py': '',
    },
    ['app -> lib2 (production)'],
  ],
  [
    'of two projects with one module the far one is taken',
    {
      'x/app/pyproject.toml': named('app'),
      'x/app/src/app/main.py': 'import lib\n',
      'x/lib/pyproject.toml': named('lib'),
      'x/lib/src/lib/__init__.py': '',
      'y/lib/pyproject.toml': named('lib'),
      'y/lib/src/lib/__init__.py': '',
    },
    ['app -> x-lib (production)'],
  ],
  [
    'of two equally near projects with one module one is guessed',
    { ...app('import lib\n'), ...LIB, 'lib2/pyproject.toml': named('lib2'), 'lib2/src/lib/__init__.py': '' },
    [],
  ],
  [
    'a project inside another is taken for a part of it',
    {
      ...app('import inner\n'),
      ...LIB,
      'lib/plugins/inner/pyproject.toml': named('inner'),
      'lib/plugins/inner/src/inner/__init__.py': 'import lib\n',
    },
    ['app -> inner (production)', 'inner -> lib (production)'],
  ],
  [
    'a folder whose pyproject.toml holds settings is a project',
    {
      ...app('import lib\n'),
      ...LIB,
      'lib/src/pyproject.toml': '[tool.ruff]\n',
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["*"]\n',
    },
    IMPORTED,
  ],
  [
    'a Python file of a Go project is not read',
    { 'app/go.mod': 'module m/app\n\ngo 1.26\n', 'app/main.go': 'package main\n', 'app/scripts/x.py': 'import lib\n', ...LIB },
    TESTED,
  ],
  [
    'a template of a project is taken for a project',
    { ...app('import lib\n'), ...LIB, 't/{{ name }}/pyproject.toml': named('t', 'dependencies = ["lib"]\n{%- if x %}\n') },
    IMPORTED,
  ],
  ['cycles hang', { ...app('import lib\n'), ...LIB, 'lib/src/lib/part.py': 'import app.main\n' }, [...IMPORTED, 'lib -> app (production)']],
];

const TESTS: readonly Fault[] = [
  ['tests outside of packages are missed', { ...app(''), 'app/tests/unit/test_x.py': 'import lib\n', ...LIB }, TESTED],
  ['test helpers count as production', { ...app(''), 'app/tests/fixtures.py': 'import lib\n', ...LIB }, TESTED],
  ['a test beside the code counts as production', { ...app(''), 'app/src/app/main_test.py': 'import lib\n', ...LIB }, TESTED],
  ['conftest.py is missed', { ...app(''), 'app/conftest.py': 'pytest_plugins = []\nimport lib\n', ...LIB }, TESTED],
  ['importorskip is missed', { ...app(''), 'app/test_x.py': 'lib = pytest.importorskip("lib.part", reason="x")\n', ...LIB }, TESTED],
  ['examples count as production', { ...app(''), 'app/examples/x.py': 'import lib\n', ...LIB }, TESTED],
  ['an import in code and in a test counts as a test', { ...app('import lib\n'), 'app/tests/test_x.py': 'import lib\n', ...LIB }, IMPORTED],
  ['code named like a test of another kind counts as a test', { ...app(''), 'app/src/app/testing.py': 'import lib\n', ...LIB }, IMPORTED],
];

const BYTES: readonly Fault[] = [
  [
    'CRLF is misread',
    {
      ...app('import os\r\n"""\r\nimport no\r\n"""\r\nfrom lib import \\\r\n  part\r\n'),
      ...LIB,
      'lib/pyproject.toml': '[project]\r\nname = "lib"\r\n',
    },
    IMPORTED,
  ],
  ['a byte order mark hides the first import', { ...app('\uFEFFimport lib\n'), ...LIB }, IMPORTED],
  ['a file of several MB is cut', { ...app(`${'x = ["import no", 1]  # import no\n'.repeat(150_000)}import lib\n`), ...LIB }, IMPORTED],
  ['a line of several MB is cut', { ...app(`x = "${'import no '.repeat(500_000)}"; import lib\n`), ...LIB }, IMPORTED],
  [
    'half a character or a string without an end stops the graph',
    { ...app('import lib\n'), ...LIB, 'lib/src/lib/bad.py': 'import no\uD800\n', 'lib/src/lib/cut.py': 'x = """\nimport app\n' },
    IMPORTED,
  ],
];

testFaults(LANGUAGES.python, [...IMPORTS, ...TESTS, ...BYTES]);

test('links that lead in circles or nowhere stop the graph or hang it', () => {
  const root = folderWith({ ...app('import lib\n'), ...LIB });
  symlinkSync('..', path.join(root, 'app/src/app/up'));
  symlinkSync('loop.py', path.join(root, 'app/src/app/loop.py'));
  symlinkSync('nowhere.py', path.join(root, 'app/src/app/broken.py'));
  symlinkSync('../../../lib/src/lib/part.py', path.join(root, 'app/src/app/linked.py'));
  expect(judge(LANGUAGES.python, [root])).toEqual([agreed(IMPORTED)]);
});

test('a binary file goes unnoticed, or takes the edges of the others with it', () => {
  const root = folderWith({ ...app('import lib\n'), ...LIB, 'lib/src/lib/bad.py': 'import app\0\n' });
  const errors = ['lib/src/lib/bad.py: the file is binary: byte 10 is 0'];
  expect(judge(LANGUAGES.python, [root])).toEqual([{ ...agreed(IMPORTED), errors }]);
});

test('a broken pyproject.toml goes unnoticed, or takes the edges of the others with it', () => {
  const root = folderWith({
    ...app('import lib\n'),
    ...LIB,
    'bad/pyproject.toml': '[project\nname = "bad"\n',
    'bad/bad.py': 'import lib\n',
  });
  const errors = [expect.stringMatching(/^bad\/pyproject\.toml: /)];
  expect(judge(LANGUAGES.python, [root])).toEqual([{ ...agreed(IMPORTED), errors }]);
});
