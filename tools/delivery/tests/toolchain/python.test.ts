import { expect, test } from 'vitest';
import { python } from '../../src/toolchain/python.ts';
import { GENERATED } from '../../src/toolchain/targets.ts';
import type { TestOptions } from '../../src/toolchain/toolchain.ts';
import { askedOf, linesOf, shownOf } from './commands.ts';
import { factsOf, targetOf } from './facts.ts';

const project = { name: 'x', root: 'apps/x' };

const MYPY = 'apps/x> python:mypy --cache-dir=../../dist/.mypy/apps/x .';

test.each([
  [false, ['apps/x> python:ruff check --no-cache', 'apps/x> python:ruff format --no-cache --check --diff', MYPY]],
  [true, ['apps/x> python:ruff check --no-cache --fix', 'apps/x> python:ruff format --no-cache', MYPY]],
])('lint, fix=%s', (fix, lines) => {
  expect(shownOf(python.lint?.(project, { fix }))).toEqual(lines);
});

test('lint is asked for findings', () => {
  expect(askedOf(python.lint?.(project, { fix: false }))).toEqual([
    'ruff-check, ruff: apps/x> python:ruff check --no-cache --output-format=json',
    'ruff-format, ruff: apps/x> python:ruff format --no-cache --check --output-format=json',
    'mypy, mypy: apps/x> python:mypy --output=json --cache-dir=../../dist/.mypy/apps/x .',
  ]);
});

const ENV = 'apps/x> COVERAGE_FILE=../../dist/test/x/.coverage PYTHONDONTWRITEBYTECODE=1';
const PYTEST =
  '--junitxml=../../dist/test/x/junit.xml -p no:cacheprovider --cov --cov-config=../../pyproject.toml ' +
  '--cov-report=xml:../../dist/test/x/coverage.xml --cov-report=term';

test.each<[own: Partial<TestOptions>, line: string]>([
  [{}, `${ENV} python:pytest ${PYTEST}`],
  [{ filter: 'a and not b' }, `${ENV} python:pytest ${PYTEST} -k 'a and not b'`],
  [{ args: ['-x', 'tests/a.py'] }, `${ENV} python:pytest ${PYTEST} -x tests/a.py`],
  [{ watch: true }, `${ENV} python:ptw . --runner ../../.venv/bin/pytest ${PYTEST}`],
])('test, %j', (own, line) => {
  expect(linesOf(python.test?.(project, { outputDir: 'dist/test/x', watch: false, args: [], ...own }))).toEqual([line]);
});

const INSTALL = '.> python:uv pip install --quiet --no-deps --link-mode=copy --no-compile-bytecode --python-version=3.11';

test.each([
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64'],
] as const)('build for %s installs wheels of %s: locked packages, then our own', (arch, machine) => {
  const contents = { marker: '', mains: [], sources: ['libs/python/settings', 'apps/x'] };
  const commands = python.build?.(project, { outputDir: 'dist/x', platform: { os: 'linux', arch }, source: '1', contents });
  expect(linesOf(commands)).toEqual([
    `${INSTALL} --python-platform=${machine}-manylinux_2_28 --target=dist/x/deps --require-hashes --only-binary=:all: --requirements=apps/x/requirements.lock`,
    `${INSTALL} --python-platform=${machine}-manylinux_2_28 --target=dist/x/app ./libs/python/settings ./apps/x`,
  ]);
});

const TESTED = [
  'default',
  '^production',
  GENERATED,
  { runtime: '.venv/bin/python --version || echo python is missing' },
  '{workspaceRoot}/pyproject.toml',
];
/** With who judges, before the files. */
const TESTED_LINT = [...TESTED.slice(0, -1), { env: 'DELIVERY_JUDGE' }, ...TESTED.slice(-1)];
const SETTINGS = ['pyproject.toml', 'ruff.toml', 'pytest.ini', 'package.json'];

test('a library has lint and test', () => {
  const inferred = python.infer(factsOf({ above: SETTINGS }), {});
  expect(Object.keys(inferred.targets)).toEqual(['lint', 'test']);
  expect(targetOf(inferred, 'lint')).toEqual({
    executor: '@kerp/delivery:lint',
    options: { toolchain: 'python' },
    inputs: [...TESTED_LINT, '{workspaceRoot}/ruff.toml', '{workspaceRoot}/locked/for/lint'],
    outputs: ['{workspaceRoot}/dist/lint/{projectRoot}'],
    dependsOn: ['^generate'],
    cache: true,
  });
  expect(targetOf(inferred, 'test')).toEqual({
    executor: '@kerp/delivery:test',
    options: { toolchain: 'python' },
    inputs: [...TESTED, '{workspaceRoot}/pytest.ini', '{workspaceRoot}/locked/for/test'],
    outputs: ['{workspaceRoot}/dist/test/{projectRoot}'],
    dependsOn: ['^generate'],
    cache: true,
  });
});

test('a project that an image packs has a build', () => {
  expect(targetOf(python.infer(factsOf({ packed: true }), {}), 'build')).toEqual({
    executor: '@kerp/delivery:build',
    options: { toolchain: 'python' },
    inputs: [
      'production',
      '^production',
      GENERATED,
      { runtime: 'uname -m' },
      { env: 'DELIVERY_PLATFORMS' },
      { runtime: '.venv/bin/uv --version || echo uv is missing' },
    ],
    outputs: ['{workspaceRoot}/dist/{projectRoot}'],
    dependsOn: ['^generate'],
    cache: true,
  });
});

test.each([
  ['', '!{projectRoot}/**/*.md'],
  ['[project]\nreadme = "README.md"\n', '!{projectRoot}/*/**/*.md'],
])('production leaves out tests and documents that are not installed: %j', (marker, documents) => {
  expect(python.infer(factsOf({ marker }), {}).namedInputs).toEqual({
    default: ['{projectRoot}/**/*'],
    production: ['{projectRoot}/**/*', '!{projectRoot}/tests/**', documents],
  });
});

test('scan runs bandit from medium severity on, and leaves out what is not ours', () => {
  const [check] = python.scan?.(project) ?? [];
  expect(linesOf(check && [check.command])).toEqual([
    "apps/x> python:bandit --quiet --recursive -ll --format=sarif '--exclude=./tests/,*/gen/*,*/.venv/*,*/venv/*,*/node_modules/*,*/dist/*,*/build/*' .",
  ]);
  expect(check).toMatchObject({ tool: 'bandit', format: 'sarif', answers: [0, 1], blocks: 'MEDIUM', about: 'apps/x/pyproject.toml' });
});

test('where the workspace locks what scan runs, a project has a scan', () => {
  const inferred = python.infer(factsOf({ above: ['tools/python/scan.lock'] }), {});
  expect(targetOf(inferred, 'scan')).toEqual({
    executor: '@kerp/delivery:scan',
    options: { toolchain: 'python' },
    inputs: ['production', { env: 'DELIVERY_JUDGE' }, TESTED[3], '{workspaceRoot}/tools/of/scan'],
    outputs: ['{workspaceRoot}/dist/scan/{projectRoot}'],
    cache: true,
  });
});

test('what is packed from a lock is audited where the workspace has a tool for it; nothing but lock, tool and database counts', () => {
  const facts = { files: ['requirements.lock'] };
  expect(python.infer(factsOf(facts), {}).targets).not.toHaveProperty('audit');
  expect(targetOf(python.infer(factsOf({ ...facts, goTools: ['osv-scanner'] }), {}), 'audit')).toEqual({
    executor: '@kerp/delivery:audit',
    options: { locks: ['apps/x/requirements.lock'] },
    inputs: [
      '{projectRoot}/requirements.lock',
      { env: 'DELIVERY_JUDGE' },
      { env: 'CI' },
      { env: 'DELIVERY_VULN_DB' },
      { dependentTasksOutputFiles: '**/database.json', transitive: true },
      '{workspaceRoot}/tools/bin/osv-scanner/go.mod',
      '{workspaceRoot}/tools/bin/osv-scanner/go.sum',
    ],
    outputs: ['{workspaceRoot}/dist/audit/{projectRoot}'],
    dependsOn: [
      { projects: ['osv-scanner'], target: 'database' },
      { projects: ['osv-scanner'], target: 'build' },
    ],
    cache: true,
  });
});
