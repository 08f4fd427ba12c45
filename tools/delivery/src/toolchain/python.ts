import path from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import type { LintCheck } from './check.ts';
import type { Command } from './command.ts';
import { fromRoot } from './paths.ts';
import {
  buildOutputs,
  cachedTarget,
  databaseOf,
  findingsOutputs,
  fixCommand,
  GENERATED,
  JUDGED,
  testOutputs,
  toolBuild,
  toolInputs,
} from './targets.ts';
import type { Inferred, LintOptions, Platform, Project, ProjectFacts, TestOptions, Toolchain } from './toolchain.ts';

/** Settings of the tools; any of them may stand in a folder above the project. */
const SETTINGS = ['pyproject.toml', 'setup.cfg', 'tox.ini'];
const LINT_SETTINGS = [...SETTINGS, 'ruff.toml', '.ruff.toml', 'mypy.ini', '.mypy.ini'];
const TEST_SETTINGS = [...SETTINGS, 'pytest.ini', '.pytest.ini', '.coveragerc', 'conftest.py'];

const INTERPRETER = { runtime: '.venv/bin/python --version || echo python is missing' };

/** Where the workspace locks what `scan` runs: without it there is nothing to run. */
const SCAN_LOCK = 'tools/python/scan.lock';

/** The part of the workspace's lock that a service is packed from. */
const LOCK = 'requirements.lock';

/** What bandit leaves out: tests assert and hold made-up passwords; the rest is not written by hand. */
const NOT_OURS = ['./tests/', '*/gen/*', '*/.venv/*', '*/venv/*', '*/node_modules/*', '*/dist/*', '*/build/*'].join(',');

export const python: Toolchain = {
  name: 'python',
  marker: 'pyproject.toml',
  infer: inferProject,
  build: ({ root }, { outputDir, platform, contents }) => [
    install(platform, 'third-party packages', `${outputDir}/deps`, [
      '--require-hashes',
      '--only-binary=:all:',
      `--requirements=${root}/${LOCK}`,
    ]),
    install(
      platform,
      'own packages',
      `${outputDir}/app`,
      contents.sources.map((source) => `./${source}`),
    ),
  ],
  // Notes of the installer on when, where and by whom; and scripts that name this machine's interpreter.
  discard: ['*/.lock', '*/bin', '*/*.dist-info/{RECORD,REQUESTED,INSTALLER,direct_url.json,uv_build.json,uv_cache.json}'],
  lint: ({ name, root }: Project, { fix }: LintOptions): LintCheck[] => {
    const check = ['check', '--no-cache'];
    const format = ['format', '--no-cache'];
    const mypy = [`--cache-dir=${fromRoot(root, `dist/.mypy/${root}`)}`, '.'];
    const about = path.posix.join(root, 'pyproject.toml');
    const ruff = { about, blocks: 'LOW', format: 'ruff', answers: [0, 1], ...(fix ? {} : { fix: fixCommand(name) }) } as const;
    return [
      {
        tool: 'ruff-check',
        shown: tool(root, 'ruff check', 'ruff', [...check, ...(fix ? ['--fix'] : [])]),
        command: tool(root, 'ruff check', 'ruff', [...check, '--output-format=json']),
        ...ruff,
      },
      {
        tool: 'ruff-format',
        shown: tool(root, 'ruff format', 'ruff', [...format, ...(fix ? [] : ['--check', '--diff'])]),
        command: tool(root, 'ruff format', 'ruff', [...format, '--check', '--output-format=json']),
        ...ruff,
      },
      {
        tool: 'mypy',
        shown: tool(root, 'mypy', 'mypy', mypy),
        command: tool(root, 'mypy', 'mypy', ['--output=json', ...mypy]),
        about,
        // Its notes explain its errors.
        blocks: 'HIGH',
        format: 'mypy',
        // 2 for what it cannot parse.
        answers: [0, 1, 2],
      },
    ];
  },
  // -ll: from medium severity on.
  scan: ({ root }: Project) => [
    {
      tool: 'bandit',
      command: tool(root, 'bandit', 'bandit', ['--quiet', '--recursive', '-ll', '--format=sarif', `--exclude=${NOT_OURS}`, '.']),
      format: 'sarif',
      answers: [0, 1],
      blocks: 'MEDIUM',
      about: `${root}/pyproject.toml`,
    },
  ],
  test: ({ root }: Project, { outputDir, filter, watch, args }: TestOptions): Command[] => {
    const out = fromRoot(root, outputDir);
    const pytest = [
      `--junitxml=${out}/junit.xml`,
      '-p',
      'no:cacheprovider',
      '--cov',
      `--cov-config=${fromRoot(root, 'pyproject.toml')}`,
      `--cov-report=xml:${out}/coverage.xml`,
      '--cov-report=term',
      ...(filter ? ['-k', filter] : []),
      ...args,
    ];
    const env = { COVERAGE_FILE: `${out}/.coverage`, PYTHONDONTWRITEBYTECODE: '1' };
    return watch
      ? [tool(root, 'pytest', 'ptw', ['.', '--runner', fromRoot(root, '.venv/bin/pytest'), ...pytest], env)]
      : [tool(root, 'pytest', 'pytest', pytest, env)];
  },
};

/** The interpreter of the base images, and the oldest C library that their wheels may need. */
const PYTHON = '3.11';
const C_LIBRARY = 'manylinux_2_28';

function install({ arch }: Platform, title: string, target: string, what: readonly string[]): Command {
  const machine = arch === 'arm64' ? 'aarch64' : 'x86_64';
  return {
    title: `uv pip install (${title})`,
    origin: 'python',
    program: 'uv',
    args: [
      'pip',
      'install',
      '--quiet',
      '--no-deps',
      '--link-mode=copy',
      '--no-compile-bytecode',
      `--python-version=${PYTHON}`,
      `--python-platform=${machine}-${C_LIBRARY}`,
      `--target=${target}`,
      ...what,
    ],
    cwd: '.',
    fix: 'if a hash or a version does not fit, bring the lock up to date: make lock',
  };
}

function tool(cwd: string, title: string, program: string, args: string[], env?: Record<string, string>): Command {
  return { title, origin: 'python', program, args, cwd, ...(env ? { env } : {}) };
}

function inferProject(project: ProjectFacts): Inferred {
  const { checks } = project.upstream;
  const tested = ['default', ...checks.inputs, GENERATED, INTERPRETER];
  const fromWorkspace = (files: readonly string[]) => files.map((file) => `{workspaceRoot}/${file}`);
  const targets: Record<string, TargetConfiguration> = {
    lint: cachedTarget({
      executor: '@kerp/delivery:lint',
      options: { toolchain: 'python' },
      inputs: [...tested, JUDGED, ...fromWorkspace([...project.above(LINT_SETTINGS), ...project.locks('lint')])],
      outputs: findingsOutputs('lint', project),
      dependsOn: checks.generate,
      description: 'Checks code, format and types with ruff and mypy; --fix repairs',
    }),
    test: cachedTarget({
      executor: '@kerp/delivery:test',
      options: { toolchain: 'python' },
      inputs: [...tested, ...fromWorkspace([...project.above(TEST_SETTINGS), ...project.locks('test')])],
      outputs: testOutputs(project),
      dependsOn: checks.generate,
      description: 'Runs pytest with coverage',
    }),
  };
  if (project.above([SCAN_LOCK]).length > 0) {
    targets['scan'] = cachedTarget({
      executor: '@kerp/delivery:scan',
      options: { toolchain: 'python' },
      inputs: ['production', JUDGED, INTERPRETER, ...fromWorkspace(project.toolLocks('scan'))],
      outputs: findingsOutputs('scan', project),
      description: 'Looks for dangerous code with bandit',
    });
  }
  const database = project.has(LOCK) ? databaseOf(project) : undefined;
  if (database) {
    targets['audit'] = cachedTarget({
      executor: '@kerp/delivery:audit',
      options: { locks: [`${project.root}/${LOCK}`] },
      inputs: [`{projectRoot}/${LOCK}`, ...database.inputs, ...toolInputs(project, 'osv-scanner')],
      outputs: findingsOutputs('audit', project),
      dependsOn: [...database.dependsOn, ...toolBuild(project, 'osv-scanner')],
      description: 'Looks for known vulnerabilities of what its lock lists with osv-scanner',
    });
  }
  if (project.packed) targets['build'] = buildTarget(project);
  // A readme that the manifest names is part of what is installed.
  const documents = /^\s*readme\s*=/m.test(project.marker) ? '!{projectRoot}/*/**/*.md' : '!{projectRoot}/**/*.md';
  return {
    targets,
    namedInputs: {
      default: ['{projectRoot}/**/*'],
      production: ['{projectRoot}/**/*', '!{projectRoot}/tests/**', documents],
    },
  };
}

function buildTarget(project: ProjectFacts): TargetConfiguration {
  const { inputs, generate } = project.upstream.production;
  return cachedTarget({
    executor: '@kerp/delivery:build',
    options: { toolchain: 'python' },
    inputs: [
      'production',
      ...inputs,
      GENERATED,
      { runtime: 'uname -m' },
      { env: 'DELIVERY_PLATFORMS' },
      { runtime: '.venv/bin/uv --version || echo uv is missing' },
    ],
    outputs: buildOutputs(project),
    dependsOn: generate,
    description: 'Unpacks the hash-locked wheels and the service for the target platform',
  });
}
