import { expect, test } from 'vitest';
import { parsePyproject } from '../../../src/graph/python/pyproject.ts';

function requirementsIn(text: string): { installed: string[]; development: string[] } {
  const { installed, development } = parsePyproject(text, 'pyproject.toml').requirements;
  return { installed: [...installed], development: [...development] };
}

test.each<[text: string, installed: string[]]>([
  ['[project]\nname = "x"\n', []],
  ['[project]\ndependencies = ["a", "b"]\n', ['a', 'b']],
  ['[project]\ndependencies = ["a>=1,<2", "b==1.*", "c ~= 1.0", "d<=2", "e!=1", "f (>=1)"]\n', ['a', 'b', 'c', 'd', 'e', 'f']],
  ['[project]\ndependencies = ["a[x,y]>=1", "b [z]", "c; python_version > \'3\'", "d @ file:///d"]\n', ['a', 'b', 'c', 'd']],
  ['[project]\ndependencies = [" My_Own.Package ", "my-own-package"]\n', ['my-own-package']],
  ['[project.optional-dependencies]\nall = ["a", "x[test]"]\ntest = ["b"]\n', ['a', 'x', 'b']],
  ['[tool.poetry.dependencies]\npython = "^3.11"\nMy_Lib = { path = "../lib", develop = true }\n', ['python', 'my-lib']],
  ['[tool.hatch.metadata.hooks.uv-dynamic-versioning]\ndependencies = ["a[x]=={{ version }}"]\n', ['a']],
  ['[tool.hatch.metadata.hooks.custom.optional-dependencies]\nx = ["a"]\n', ['a']],
  ['[project]\ndependencies = ["", 1, "!"]\n', []],
  ['[project]\ndependencies = { a = "1" }\noptional-dependencies = ["a"]\n', []],
])('%j installs %j', (text, installed) => {
  expect(requirementsIn(text)).toEqual({ installed, development: [] });
});

test.each<[text: string, development: string[]]>([
  ['[dependency-groups]\ndev = ["a", { include-group = "test" }]\ntest = ["b"]\n', ['a', 'b']],
  ['[tool.uv]\ndev-dependencies = ["a"]\n', ['a']],
  ['[tool.pdm.dev-dependencies]\ntest = ["a"]\n', ['a']],
  ['[tool.hatch.envs.docs]\ndependencies = ["a"]\nextra-dependencies = ["b"]\n', ['a', 'b']],
  ['[tool.poetry.group.dev.dependencies]\na = "*"\n', ['a']],
  ['[tool.poetry.dev-dependencies]\na = "*"\n', ['a']],
  ['dependency-groups = 1\n[tool.poetry]\ngroup = []\n', []],
])('%j is developed with %j', (text, development) => {
  expect(requirementsIn(text)).toEqual({ installed: [], development });
});
