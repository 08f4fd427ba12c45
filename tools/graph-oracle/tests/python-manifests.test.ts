import type { Files } from '../../delivery/tests/folder.ts';
import { LANGUAGES } from '../src/languages.ts';
import { type Fault, testFaults } from './judge.ts';
import { app, DECLARED, LIB, named, TESTED } from './python-project.ts';

const asking = (manifest: string): Files => ({ ...app('', manifest), ...LIB });

const MANIFESTS: readonly Fault[] = [
  ['dependencies are not read', asking(named('app', 'dependencies = ["lib"]\n')), DECLARED],
  [
    'names are compared letter by letter',
    { ...asking(named('app', 'dependencies = ["Acme_Base.Lib"]\n')), 'lib/pyproject.toml': named('acme-base-lib') },
    DECLARED,
  ],
  [
    'versions, extras, markers and addresses are taken for a part of the name',
    asking(named('app', 'dependencies = ["x>=1", "lib[x]>=2; python_version > \'3.9\'"]\n')),
    DECLARED,
  ],
  ['a name that begins the same is taken', asking(named('app', 'dependencies = ["lib-x", "libx"]\n')), []],
  ['extras are not read', asking(named('app', '[project.optional-dependencies]\nall = ["app[x]"]\nx = ["lib"]\n')), DECLARED],
  [
    'a dependency group that mixes tables and strings crashes the graph',
    asking(named('app', '[dependency-groups]\nx = []\ndev = [{ include-group = "x" }, "lib"]\n')),
    TESTED,
  ],
  [
    'a dependency and a development dependency counts as the latter',
    asking(named('app', 'dependencies = ["lib"]\n[dependency-groups]\ndev = ["lib"]\n')),
    DECLARED,
  ],
  ['uv: dev-dependencies are not read', asking(named('app', '[tool.uv]\ndev-dependencies = ["lib"]\n')), TESTED],
  ['uv: a source alone makes an edge', asking(named('app', '[tool.uv.sources]\nlib = { workspace = true }\n')), []],
  [
    'poetry: dependencies are not read',
    asking('[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\npython = "^3.11"\nlib = { path = "../lib", develop = true }\n'),
    DECLARED,
  ],
  [
    'poetry: groups are not read',
    asking('[tool.poetry]\nname = "app"\n[tool.poetry.group.dev.dependencies]\nlib = { path = "../lib" }\n'),
    TESTED,
  ],
  ['poetry: the old group is not read', asking('[tool.poetry]\nname = "app"\n[tool.poetry.dev-dependencies]\nlib = "*"\n'), TESTED],
  ['pdm: dev-dependencies are not read', asking(named('app', '[tool.pdm.dev-dependencies]\ntest = ["lib"]\n')), TESTED],
  ['hatch: environments are not read', asking(named('app', '[tool.hatch.envs.test]\ndependencies = ["lib"]\n')), TESTED],
  [
    'hatch: dependencies that a hook adds are not read',
    asking(named('app', '[tool.hatch.metadata.hooks.custom]\ndependencies = ["lib"]\n')),
    DECLARED,
  ],
  ['a commented-out dependency counts', asking(named('app', 'dependencies = [\n  # "lib",\n]\n')), []],
  ['TOML that only looks simple is misread', asking('project = { name = "app", dependencies = ["""lib""", \'x\'] }\n'), DECLARED],
  ['an empty uv.lock crashes the graph', { ...asking(named('app', 'dependencies = ["lib"]\n')), 'uv.lock': '' }, DECLARED],
  [
    'declared edges count as production',
    { ...asking(named('app', 'dependencies = ["lib"]\n')), 'app/tests/test_x.py': 'import lib\n' },
    TESTED,
  ],
  [
    'of two distributions of one name the far one is taken',
    {
      'x/app/pyproject.toml': named('app', 'dependencies = ["lib"]\n'),
      'x/lib/pyproject.toml': named('lib'),
      'y/lib/pyproject.toml': named('lib'),
    },
    ['app -> x-lib (declared)'],
  ],
  ['a distribution that asks for itself is a cycle', asking(named('app', 'dependencies = ["app[x]"]\n')), []],
];

testFaults(LANGUAGES.python, MANIFESTS);
