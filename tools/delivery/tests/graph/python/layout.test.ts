import { expect, test } from 'vitest';
import { conventionalRoots, type PackageRoot } from '../../../src/graph/python/layout.ts';
import { parsePyproject } from '../../../src/graph/python/pyproject.ts';

test.each<[name: string, text: string, roots: PackageRoot[]]>([
  ['nothing', '[project]\nname = "x"\n', []],
  ['hatch: packages', '[tool.hatch.build.targets.wheel]\npackages = ["src/a", "b/"]\n', [in_('src', 'a'), in_('.', 'b')]],
  ['hatch: packages of every target', '[tool.hatch.build]\npackages = ["src/a"]\n', [in_('src', 'a')]],
  ['hatch: only-include', '[tool.hatch.build.targets.wheel]\nonly-include = ["a"]\n', [in_('.', 'a')]],
  [
    'hatch: include',
    '[tool.hatch.build.targets.wheel]\ninclude = ["/src", "a/**", "/b.py", "*.txt"]\n',
    [{ folder: 'src' }, in_('.', 'a')],
  ],
  ['hatch: sources', '[tool.hatch.build.targets.wheel]\nsources = ["src"]\n', [{ folder: 'src' }]],
  [
    'hatch: sources that are renamed',
    '[tool.hatch.build.targets.wheel.sources]\nsrc = ""\n"lib/a" = "top/b"\n',
    [{ folder: 'src' }, { folder: 'lib/a', prefix: 'top.b' }],
  ],
  [
    'poetry: packages',
    '[tool.poetry]\npackages = [{ include = "a" }, { include = "b/**/*.py", from = "lib" }]\n',
    [in_('.', 'a'), in_('lib', 'b')],
  ],
  ['setuptools: find', '[tool.setuptools.packages.find]\nwhere = ["lib"]\n', [{ folder: 'lib' }]],
  ['setuptools: find without where', '[tool.setuptools.packages.find]\nexclude = ["x"]\n', [{ folder: '.' }]],
  [
    'setuptools: packages in a folder; a package of a namespace does not own the namespace',
    '[tool.setuptools]\npackages = ["a", "n.b"]\npackage-dir = { "" = "src" }\n',
    [in_('src', 'a'), in_('src', 'n.b'), { folder: 'src' }],
  ],
  [
    'setuptools: a package that is another folder',
    '[tool.setuptools]\npackages = ["n.a"]\npackage-dir = { "n.a" = "lib/x" }\n',
    [{ folder: 'lib/x', prefix: 'n.a' }],
  ],
  ['setuptools: py-modules', '[tool.setuptools]\npy-modules = ["a", "b"]\n', [in_('.', 'a'), in_('.', 'b')]],
  ['uv: no settings of the backend', '[tool.uv]\npackage = true\n', []],
  ['uv: default root', '[tool.uv.build-backend]\nmodule-name = "a"\n', [in_('src', 'a')]],
  [
    'uv: several names',
    '[tool.uv.build-backend]\nmodule-name = ["a", "n.b"]\nmodule-root = ""\n',
    [{ folder: '.', modules: ['a', 'n.b'] }],
  ],
  [
    'uv: a namespace',
    '[tool.uv.build-backend]\nmodule-root = "gen/python"\nmodule-name = "kerp"\nnamespace = true\n',
    [in_('gen/python', 'kerp')],
  ],
  ['flit', '[tool.flit.module]\nname = "a"\n', [in_('src', 'a'), in_('.', 'a')]],
  ['pdm', '[tool.pdm.build]\npackage-dir = "./lib/"\n', [{ folder: 'lib' }]],
  ['maturin', '[tool.maturin]\npython-source = "python"\nmodule-name = "a._rust"\n', [{ folder: 'python' }, in_('python', 'a')]],
  ['scikit-build', '[tool.scikit-build]\nwheel.packages = ["src/a"]\n', [in_('src', 'a')]],
  [
    'values of other types',
    '[tool.hatch.build.targets.wheel]\npackages = 1\nsources = 2\n[tool.setuptools]\npackages = true\npackage-dir = []\n[tool.uv]\nbuild-backend = "x"\n[tool.poetry]\npackages = [1]\n',
    [{ folder: 'src' }],
  ],
])('%s', (_name, text, roots) => {
  expect(parsePyproject(text, 'pyproject.toml').packageRoots).toEqual(roots);
});

function in_(folder: string, module: string): PackageRoot {
  return { folder, modules: [module] };
}

test.each<[name: string, files: string[], roots: PackageRoot[]]>([
  ['src layout', ['src/a/__init__.py', 'tests/test_a.py', 'setup.py'], [{ folder: 'src' }]],
  ['src that is a package itself', ['src/__init__.py', 'src/a.py'], [in_('.', 'src')]],
  ['flat layout', ['a/__init__.py', 'a/b.py', 'tests/__init__.py', 'docs/conf.py'], [in_('.', 'a')]],
  ['types only', ['a/__init__.pyi'], [in_('.', 'a')]],
  ['namespace', ['n/a/__init__.py'], [in_('.', 'n')]],
  ['namespace that holds another project', ['held/a/__init__.py'], []],
  ['package without __init__.py that has the project’s name', ['my_lib/a.py', 'other/b.py'], [in_('.', 'my_lib')]],
  ['modules', ['a.py', 'conftest.py', 'setup.py', 'noxfile.py'], [in_('.', 'a')]],
  ['modules beside a package', ['a/__init__.py', 'settings.py'], [in_('.', 'a')]],
  ['a module with the project’s name beside a package', ['a/__init__.py', 'my_lib.py'], [{ folder: '.', modules: ['a', 'my_lib'] }]],
  ['a folder that no import can name', ['my-lib/__init__.py', '1/__init__.py'], []],
  ['no Python', [], []],
])('by convention: %s', (_name, files, roots) => {
  expect(conventionalRoots('my-lib', files, (folder) => folder === 'held')).toEqual(roots);
});

test.each<[text: string, is: boolean]>([
  ['[project]\nname = "a"\n', true],
  ['[tool.uv]\npackage = false\n', false],
  ['[tool.poetry]\npackage-mode = false\n', false],
  ['[tool.setuptools]\npackages = []\n', false],
  ['[tool.setuptools]\npackages = []\npy-modules = []\n', false],
  ['[tool.setuptools]\npackages = []\npy-modules = ["a"]\n', true],
  ['[tool.setuptools]\npy-modules = []\n', false],
])('%j can be imported by others: %s', (text, is) => {
  expect(parsePyproject(text, 'pyproject.toml').isInstalled).toBe(is);
});
