import { expect, test } from 'vitest';
import { type Files, folderWith } from '../../delivery/tests/folder.ts';
import { infer } from '../src/checkout.ts';
import { compare } from '../src/comparison.ts';
import { edges, truth } from '../src/python.ts';

const named = (name: string, rest = '') => `[project]\nname = "${name}"\n${rest}`;

const WORKSPACES: Readonly<Record<string, Files>> = {
  'every layout': {
    'apps/a/pyproject.toml': named('a'),
    'apps/a/src/a/main.py':
      'import in_src\nfrom flat import x\nimport alone\nimport in_where\nfrom one.part import two\nimport stringly\nimport listed\nimport old_poetry\n',
    'libs/1/pyproject.toml': named('l1'),
    'libs/1/src/in_src/__init__.py': '',
    'libs/2/pyproject.toml': named('l2'),
    'libs/2/flat/__init__.py': '',
    'libs/3/pyproject.toml': named('l3', '[tool.setuptools]\npy-modules = ["alone"]\n'),
    'libs/3/alone.py': '',
    'libs/4/pyproject.toml': named('l4', '[tool.setuptools.packages.find]\nwhere = ["lib"]\n'),
    'libs/4/lib/in_where/__init__.py': '',
    'libs/5/pyproject.toml': named('l5', '[tool.setuptools]\npackages = ["one.part"]\npackage-dir = { "" = "code" }\n'),
    'libs/5/code/one/part/two.py': '',
    'libs/6/pyproject.toml': named('l6', '[tool.uv.build-backend]\nmodule-name = "stringly"\n'),
    'libs/6/src/stringly/__init__.py': '',
    'libs/7/pyproject.toml': named('l7', '[tool.uv.build-backend]\nmodule-name = ["listed"]\nmodule-root = ""\n'),
    'libs/7/listed/__init__.py': '',
    'libs/8/pyproject.toml': '[tool.poetry]\nname = "l8"\npackages = [{ include = "old_poetry", from = "lib" }]\n',
    'libs/8/lib/old_poetry/__init__.py': '',
  },
  'namespaces, shadows and the standard library': {
    'libs/a/pyproject.toml': named('a', '[tool.hatch.build.targets.wheel]\npackages = ["src/space"]\n'),
    'libs/a/src/space/a/__init__.py': 'import space.b\nfrom space import c\nimport types\nfrom . import own\n',
    'libs/b/pyproject.toml': named('b', '[tool.hatch.build.targets.wheel]\npackages = ["src/space"]\n'),
    'libs/b/src/space/b/__init__.py': 'import helper\n',
    'libs/b/src/space/b/helper.py': '',
    'libs/c/pyproject.toml': named('c', '[tool.hatch.build.targets.wheel]\npackages = ["src/space"]\n'),
    'libs/c/src/space/c.py': 'import space.missing\n',
    'libs/d/pyproject.toml': named('d'),
    'libs/d/types.py': '',
    'libs/d/helper.py': '',
  },
  'tests, manifests and cycles': {
    'libs/a/pyproject.toml': named('a', '[dependency-groups]\ndev = [{ include-group = "x" }, "B"]\nx = []\n'),
    'libs/a/src/a/__init__.py': '',
    'libs/a/tests/test_a.py': 'import c\n',
    'libs/b/pyproject.toml': named('b', '[project.optional-dependencies]\nall = ["b[x]"]\nx = ["a"]\n'),
    'libs/b/src/b/__init__.py': 'try:\n  import a\nexcept ImportError:\n  a = None\n',
    'libs/c/pyproject.toml': named('c', 'dependencies = ["a"]\n'),
    'libs/c/src/c/__init__.py': 'def f():\n  from importlib import import_module\n  return import_module("b")\n',
  },
};

test.each(Object.entries(WORKSPACES))('%s, as ast and tomllib see it', (_name, files) => {
  const root = folderWith(files);
  const { context, errors } = infer(root, {});
  const roots = Object.values(context.projects).map((project) => project.root);
  const comparison = compare(truth(root, context), roots, edges(context));
  expect(errors).toEqual([]);
  expect(comparison).toMatchObject({ missingProjects: [], missing: [], wrong: [] });
  expect(comparison.expected).toBeGreaterThan(1);
});
