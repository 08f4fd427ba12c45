import path from 'node:path';
import { expect, test } from 'vitest';
import type { OwnedSources } from '../../../src/graph/edge.ts';
import { ownedSources } from '../../../src/graph/ownership.ts';
import { pythonEdges } from '../../../src/graph/python/dependencies.ts';
import { type Files, folderWith } from '../../folder.ts';
import { readerOf } from '../reader.ts';

/** A workspace in which every folder with a pyproject.toml or setup.py is a project with the name of its path. */
function sourcesOf(files: Files): OwnedSources {
  const all = Object.keys(files);
  const roots = [...new Set(all.filter((file) => /(?:^|\/)(?:pyproject\.toml|setup\.py)$/.test(file)).map((file) => path.dirname(file)))];
  const projects = Object.fromEntries(roots.map((root) => [root, { root }]));
  return ownedSources(all, projects, readerOf(folderWith(files)));
}

/** Every edge as `source -> target (kind: file)`. */
function edgesOf(files: Files): string[] {
  return pythonEdges(sourcesOf(files)).map(({ source, target, kind, file }) => `${source} -> ${target} (${kind}: ${file})`);
}

const named = (name: string, rest = '') => `[project]\nname = "${name}"\n${rest}`;
const hatch = (folder: string) => `[tool.hatch.build.targets.wheel]\npackages = ["${folder}"]\n`;

/** A library of every layout; each is imported as the name of its folder. */
const LAYOUTS: Files = {
  'libs/src/pyproject.toml': named('x1'),
  'libs/src/src/in_src/__init__.py': '',
  'libs/flat/pyproject.toml': named('x2'),
  'libs/flat/flat/__init__.py': '',
  'libs/module/pyproject.toml': named('x3', '[tool.setuptools]\npy-modules = ["alone"]\n'),
  'libs/module/alone.py': '',
  'libs/where/pyproject.toml': named('x4', '[tool.setuptools.packages.find]\nwhere = ["lib"]\n'),
  'libs/where/lib/in_where/__init__.py': '',
  'libs/mapped/pyproject.toml': named('x5', '[tool.setuptools]\npackages = ["mapped"]\npackage-dir = { mapped = "code" }\n'),
  'libs/mapped/code/__init__.py': '',
  'libs/mapped/code/part.py': '',
  'libs/setup/setup.py': '',
  'libs/setup/old/__init__.py': '',
  'libs/string/pyproject.toml': named('x6', '[tool.uv.build-backend]\nmodule-name = "stringly"\nmodule-root = ""\n'),
  'libs/string/stringly/__init__.py': '',
  'libs/types/pyproject.toml': named('x7'),
  'libs/types/src/typed/__init__.pyi': '',
  'libs/made/pyproject.toml': named('x8', '[tool.uv.build-backend]\nmodule-name = "made"\nmodule-root = "gen"\nnamespace = true\n'),
  // Parts of one namespace.
  'libs/n1/pyproject.toml': named('n1', hatch('src/space')),
  'libs/n1/src/space/one/__init__.py': '',
  'libs/n2/pyproject.toml': named('n2', hatch('src/space')),
  'libs/n2/src/space/two/__init__.py': '',
  'libs/n3/pyproject.toml': named('n3', hatch('src/space')),
};

test.each<[name: string, source: string, targets: string[]]>([
  ['src layout', 'import in_src.a.b', ['libs/src']],
  ['flat layout, which others miss', 'from flat import x', ['libs/flat']],
  ['a single module', 'import alone', ['libs/module']],
  ['setuptools where', 'import in_where', ['libs/where']],
  ['setuptools package-dir', 'from mapped.part import x', ['libs/mapped']],
  ['setup.py', 'import old', ['libs/setup']],
  ['a module-name that is a string, on which others crash', 'import stringly', ['libs/string']],
  ['stubs only', 'import typed', ['libs/types']],
  ['files that are generated later', 'from made.v1 import x_pb2', ['libs/made']],
  ['a part of a namespace, which others miss', 'import space.one.x', ['libs/n1']],
  ['a module that from takes out of a namespace', 'from space import one, two', ['libs/n1', 'libs/n2']],
  ['an unknown part of a namespace, even where a project has no file yet', 'import space.elsewhere', []],
  ['the namespace itself', 'import space', []],
  ['the standard library', 'import os, json.decoder', []],
  ['a package of PyPI', 'import httpx', []],
  ['a name that begins the same', 'import flatter, in_src2', []],
  ['a literal import_module', 'importlib.import_module("flat.x")', ['libs/flat']],
  ['one edge for a file', 'import flat\nimport flat.a\nfrom flat import b', ['libs/flat']],
  ['a comment', '# import flat', []],
])('import: %s', (_name, source, targets) => {
  const files = { ...LAYOUTS, 'apps/a/pyproject.toml': named('a'), 'apps/a/src/a/main.py': `${source}\n` };
  expect(edgesOf(files)).toEqual(targets.map((target) => `apps/a -> ${target} (production: apps/a/src/a/main.py)`));
});

test.each([
  ['tests/x.py', 'test'],
  ['test_x.py', 'test'],
  ['src/a/x_test.py', 'test'],
  ['conftest.py', 'test'],
  ['examples/x.py', 'test'],
  ['src/a/x.py', 'production'],
  ['src/a/x.pyi', 'production'],
  ['src/a/testing.py', 'production'],
])('an import in %s is a %s edge, which others miss outside of packages', (file, kind) => {
  const files = { ...LAYOUTS, 'apps/a/pyproject.toml': named('a'), [`apps/a/${file}`]: 'import flat\n' };
  expect(edgesOf(files)).toEqual([`apps/a -> libs/flat (${kind}: apps/a/${file})`]);
});

test('a project below tests/ is not a test for that', () => {
  const files = { ...LAYOUTS, 'tests/a/pyproject.toml': named('a'), 'tests/a/a/x.py': 'import flat\n' };
  expect(edgesOf(files)).toEqual(['tests/a -> libs/flat (production: tests/a/a/x.py)']);
});

test.each<[name: string, files: Files, targets: string[]]>([
  ['its own module hides another', { 'apps/a/flat.py': '' }, []],
  ['its own package hides another', { 'apps/a/src/flat/__init__.py': '' }, []],
  ['a module beside the file hides another', { 'apps/a/src/a/flat.py': '' }, []],
  ['the only owner', {}, ['libs/flat']],
  [
    'of two owners the one that it asks for',
    {
      'apps/a/pyproject.toml': named('a', 'dependencies = ["far"]\n'),
      'other/far/pyproject.toml': named('far'),
      'other/far/src/flat/__init__.py': '',
    },
    ['other/far', 'other/far'],
  ],
  ['of two owners the nearest', { 'apps/near/pyproject.toml': named('near'), 'apps/near/src/flat/__init__.py': '' }, ['apps/near']],
  ['of two owners that are equally near none', { 'libs/same/pyproject.toml': named('same'), 'libs/same/src/flat/__init__.py': '' }, []],
])('import: %s', (_name, more, targets) => {
  const files = { ...LAYOUTS, 'apps/a/pyproject.toml': named('a'), 'apps/a/src/a/main.py': 'import flat\n', ...more };
  const found = pythonEdges(sourcesOf(files)).map(({ target }) => target);
  expect(found).toEqual(targets);
});

test('a standard module is not what another project happens to call the same', () => {
  const files = {
    'libs/t/pyproject.toml': named('t'),
    'libs/t/types.py': '',
    'apps/a/pyproject.toml': named('a'),
    'apps/a/a.py': 'import types\nfrom types import X\n',
  };
  expect(edgesOf(files)).toEqual([]);
});

test('a script of the workspace reaches a project by its path', () => {
  const files = {
    'pyproject.toml': named('all'),
    'scripts/x.py': 'import libs.b.tool\n',
    'libs/b/pyproject.toml': named('b'),
    'libs/b/tool.py': '',
  };
  expect(edgesOf(files)).toEqual(['. -> libs/b (test: scripts/x.py)']);
});

test.each<[source: string, targets: string[]]>([
  ['from .two import x', ['libs/n2']],
  ['from . import two', ['libs/n2']],
  ['from .. import two', []],
  ['from .other import x', []],
])('%j in a namespace reaches another project', (source, targets) => {
  const files = { ...LAYOUTS, 'libs/n1/src/space/part.py': source };
  expect(pythonEdges(sourcesOf(files)).map(({ target }) => target)).toEqual(targets);
});

test.each<[name: string, pyproject: string, kind: string | undefined]>([
  ['a dependency', named('a', 'dependencies = ["my-log"]\n'), 'declared'],
  ['another spelling', named('a', 'dependencies = ["My_Log[json]>=1"]\n'), 'declared'],
  ['an extra, which others never read', named('a', '[project.optional-dependencies]\nx = ["my-log"]\n'), 'declared'],
  ['an extra that names another one', named('a', '[project.optional-dependencies]\nall = ["a[x]"]\nx = ["my-log"]\n'), 'declared'],
  ['a poetry dependency', '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nmy-log = { path = "../log" }\n', 'declared'],
  [
    'a dynamic dependency',
    named('a', 'dynamic = ["dependencies"]\n[tool.hatch.metadata.hooks.x]\ndependencies = ["my-log"]\n'),
    'declared',
  ],
  ['a group', named('a', '[dependency-groups]\ndev = ["my-log"]\n'), 'test'],
  [
    'a group that mixes strings and tables, on which others crash',
    named('a', '[dependency-groups]\ndev = [{ include-group = "x" }, "pytest"]\nx = ["my-log"]\n'),
    'test',
  ],
  [
    'what is installed, though a group names it too',
    named('a', 'dependencies = ["my-log"]\n[dependency-groups]\ndev = ["my-log"]\n'),
    'declared',
  ],
  ['itself', named('a', '[dependency-groups]\ndev = ["a[x]"]\n'), undefined],
  ['a package of PyPI', named('a', 'dependencies = ["httpx"]\n'), undefined],
  ['a broken file', '[project\ndependencies = ["my-log"]\n', undefined],
])('pyproject.toml: %s', (_name, pyproject, kind) => {
  const files = { 'libs/log/pyproject.toml': named('my-log'), 'apps/a/pyproject.toml': pyproject };
  expect(edgesOf(files)).toEqual(kind === undefined ? [] : [`apps/a -> libs/log (${kind}: apps/a/pyproject.toml)`]);
});

test('of two distributions of one name the nearest is meant', () => {
  const files = {
    'one/app/pyproject.toml': named('app1', 'dependencies = ["lib"]\n'),
    'one/lib/pyproject.toml': named('lib'),
    'two/app/pyproject.toml': named('app2', 'dependencies = ["lib"]\n'),
    'two/lib/pyproject.toml': named('lib'),
  };
  expect(edgesOf(files)).toEqual([
    'one/app -> one/lib (declared: one/app/pyproject.toml)',
    'two/app -> two/lib (declared: two/app/pyproject.toml)',
  ]);
});

test('a cycle is two edges', () => {
  const files = {
    'libs/a/pyproject.toml': named('a'),
    'libs/a/src/a/__init__.py': 'import b\n',
    'libs/b/pyproject.toml': named('b'),
    'libs/b/src/b/__init__.py': 'import a\n',
  };
  expect(pythonEdges(sourcesOf(files)).map(({ source, target }) => `${source} -> ${target}`)).toEqual([
    'libs/a -> libs/b',
    'libs/b -> libs/a',
  ]);
});

test('a broken manifest does not hide the edges of others', () => {
  const files = { ...LAYOUTS, 'apps/a/pyproject.toml': named('a'), 'apps/a/a.py': 'import flat\n', 'apps/b/pyproject.toml': '[project\n' };
  expect(edgesOf(files)).toEqual(['apps/a -> libs/flat (production: apps/a/a.py)']);
});

test('a source that is gone since it was listed has no imports', () => {
  const sources = sourcesOf({ ...LAYOUTS, 'apps/a/pyproject.toml': named('a') });
  sources.fileMap.projectFileMap['apps/a']?.push({ file: 'apps/a/gone.py', hash: '' });
  expect(pythonEdges(sources)).toEqual([]);
  expect(sources.reader.errors).toEqual(new Map());
});
