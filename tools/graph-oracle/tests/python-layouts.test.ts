import type { Files } from '../../delivery/tests/folder.ts';
import { LANGUAGES } from '../src/languages.ts';
import { type Fault, testFaults } from './judge.ts';
import { app, IMPORTED, LIB, named } from './python-project.ts';

/** The project `lib` in another layout; it is imported as `found`. */
const layout = (fault: string, manifest: string, files: Files): Fault => [
  fault,
  { ...app('import found.x\n'), 'lib/pyproject.toml': manifest, ...files },
  IMPORTED,
];

const LAYOUTS: readonly Fault[] = [
  layout('src layout is missed', named('other'), { 'lib/src/found/x.py': '' }),
  layout('flat layout is missed', named('other'), { 'lib/found/__init__.py': '' }),
  layout('flat package without __init__.py is missed', named('found'), { 'lib/found/x.py': '' }),
  layout('flat package named otherwise than its project is missed', named('Other.Name'), { 'lib/found/__init__.py': '' }),
  layout('single module is missed', named('other'), { 'lib/found.py': '' }),
  layout('src that is a package itself hides the packages beside it', named('other'), {
    'lib/src/__init__.py': '',
    'lib/found/__init__.py': '',
  }),
  layout('setup.py without a [project] table but with one for poetry is missed', '[tool.poetry]\nname = "other"\n', {
    'lib/setup.py': '',
    'lib/found/__init__.py': '',
  }),
  layout('setuptools: py-modules is not read', named('other', '[tool.setuptools]\npy-modules = ["found"]\n'), { 'lib/found.py': '' }),
  layout('setuptools: where is not read', named('other', '[tool.setuptools.packages.find]\nwhere = ["lib"]\n'), {
    'lib/lib/found/__init__.py': '',
  }),
  layout(
    'setuptools: packages with package-dir are not read',
    named('other', '[tool.setuptools]\npackages = ["found"]\npackage-dir = { "" = "code" }\n'),
    {
      'lib/code/found/__init__.py': '',
    },
  ),
  layout(
    'setuptools: a package in a folder of another name is missed',
    named('other', '[tool.setuptools]\npackages = ["found"]\npackage-dir = { found = "code" }\n'),
    {
      'lib/code/__init__.py': '',
      'lib/code/x.py': '',
    },
  ),
  layout('setuptools: a package of a namespace is missed', named('other', '[tool.setuptools]\npackages = ["found.x"]\n'), {
    'lib/found/x/__init__.py': '',
  }),
  layout('hatch: packages is not read', named('other', '[tool.hatch.build.targets.wheel]\npackages = ["code/found"]\n'), {
    'lib/code/found/__init__.py': '',
  }),
  layout('hatch: packages of all targets is not read', named('other', '[tool.hatch.build]\npackages = ["code/found"]\n'), {
    'lib/code/found/__init__.py': '',
  }),
  layout(
    'hatch: only-include is not read',
    named('other', '[tool.hatch.build.targets.wheel]\nonly-include = ["tools/found"]\nsources = ["tools"]\n'),
    {
      'lib/tools/found/__init__.py': '',
    },
  ),
  layout('hatch: include is not read', named('other', '[tool.hatch.build.targets.wheel]\ninclude = ["/tools/**/*.py", "found"]\n'), {
    'lib/found/x.py': '',
  }),
  layout(
    'hatch: sources that rename a folder are not read',
    named('other', '[tool.hatch.build.targets.wheel.sources]\n"code" = "found"\n'),
    {
      'lib/code/x.py': '',
    },
  ),
  layout('poetry: packages is not read', '[tool.poetry]\nname = "other"\npackages = [{ include = "found", from = "code" }]\n', {
    'lib/code/found/__init__.py': '',
  }),
  layout('poetry: the package named after the project is missed', '[tool.poetry]\nname = "found"\n', { 'lib/found/__init__.py': '' }),
  layout('flit: the module name is not read', named('other', '[tool.flit.module]\nname = "found"\n'), { 'lib/found/__init__.py': '' }),
  layout('flit: the module in src is missed', named('other', '[tool.flit.module]\nname = "found"\n'), { 'lib/src/found.py': '' }),
  layout('pdm: package-dir is not read', named('other', '[tool.pdm.build]\npackage-dir = "code"\n'), { 'lib/code/found/__init__.py': '' }),
  layout('maturin: python-source is not read', named('other', '[tool.maturin]\npython-source = "python"\nmodule-name = "found._x"\n'), {
    'lib/python/found/__init__.py': '',
  }),
  layout('uv_build: a module-name that is a string crashes the graph', named('other', '[tool.uv.build-backend]\nmodule-name = "found"\n'), {
    'lib/src/found/__init__.py': '',
  }),
  layout('uv_build: a module-name that is a list is not read', named('other', '[tool.uv.build-backend]\nmodule-name = ["a", "found"]\n'), {
    'lib/src/a/__init__.py': '',
    'lib/src/found/__init__.py': '',
  }),
  layout(
    'uv_build: an empty module-root is not read',
    named('other', '[tool.uv.build-backend]\nmodule-name = "found"\nmodule-root = ""\n'),
    {
      'lib/found/__init__.py': '',
    },
  ),
  layout('uv_build: a module in a namespace is missed', named('other', '[tool.uv.build-backend]\nmodule-name = "found.x"\n'), {
    'lib/src/found/x/__init__.py': '',
  }),
  layout('stubs without code are missed', named('other'), { 'lib/src/found/__init__.pyi': '' }),
  [
    'a module outside of the layout makes an edge',
    {
      ...app('import scripts.x\nimport setup\nimport noxfile\n'),
      ...LIB,
      'lib/scripts/x.py': '',
      'lib/setup.py': '',
      'lib/noxfile.py': '',
    },
    [],
  ],
  [
    'tests of a flat layout are taken for a package',
    {
      ...app('import tests.x\n'),
      'lib/pyproject.toml': named('lib'),
      'lib/lib/__init__.py': '',
      'lib/tests/__init__.py': '',
      'lib/tests/x.py': '',
    },
    [],
  ],
];

/** Modules that nobody can import from elsewhere: `app` imports what `lib` only has for itself. */
const notInstalled = (fault: string, manifest: string, files: Files): Fault => [
  fault,
  { ...app('import settings\n'), 'lib/pyproject.toml': manifest, ...files },
  [],
];

const NOT_INSTALLED: readonly Fault[] = [
  notInstalled('uv: a project that is no package is taken for one', named('lib', '[tool.uv]\npackage = false\n'), {
    'lib/settings.py': '',
  }),
  notInstalled('poetry: a project that is no package is taken for one', '[tool.poetry]\nname = "lib"\npackage-mode = false\n', {
    'lib/settings.py': '',
  }),
  notInstalled('setuptools: an empty list of modules is taken for none', named('lib', '[tool.setuptools]\npy-modules = []\n'), {
    'lib/settings.py': '',
  }),
  notInstalled('a script beside a package is taken for a module that is installed', named('lib'), {
    'lib/lib/__init__.py': '',
    'lib/settings.py': '',
  }),
];

testFaults(LANGUAGES.python, [...LAYOUTS, ...NOT_INSTALLED]);
