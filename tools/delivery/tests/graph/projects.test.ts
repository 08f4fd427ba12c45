import path from 'node:path';
import { expect, test } from 'vitest';
import { DeliveryError, formatError } from '../../src/errors.ts';
import { PROJECT_FILES } from '../../src/graph/markers.ts';
import { inferProjects } from '../../src/graph/projects.ts';
import type { PluginOptions } from '../../src/toolchain/toolchain.ts';
import { type Files, folderWith } from '../folder.ts';

function inferred(files: Files, options: PluginOptions = {}) {
  const { nodes, errors } = inferProjects(Object.keys(files).filter(isProjectFile), options, folderWith(files));
  const projects = Object.entries(nodes).flatMap(([file, byRoot]) => Object.values(byRoot).map((project) => ({ file, ...project })));
  return { projects, errors: errors.map(([file, error]) => [file, error instanceof DeliveryError ? formatError(error) : error]) };
}

function isProjectFile(file: string): boolean {
  return path.matchesGlob(file, PROJECT_FILES);
}

/** Every project as `file: name in root [tags] targets`. */
function linesOf(files: Files): string[] {
  return inferred(files).projects.map(
    ({ file, name, root, tags = [], targets = {} }) => `${file}: ${name} in ${root} [${tags}] ${Object.keys(targets)}`,
  );
}

const PYTHON = '[project]\nname = "x"\n';

test('every project says what its production files are, or Nx refuses the ^production of whoever depends on it', () => {
  const { projects } = inferred({
    'tools/bin/crane/go.mod': 'module t\n\ntool a/cmd/crane\n',
    'deployments/docker/base/Dockerfile': 'FROM scratch\n',
    'libs/py/log/pyproject.toml': PYTHON,
  });
  expect(projects.map(({ name, namedInputs }) => [name, namedInputs?.['production']])).toEqual([
    ['log', expect.any(Array)],
    ['crane', ['default']],
    ['base', ['default']],
  ]);
});

test.each<[name: string, files: Files, lines: string[]]>([
  ['Go library', { 'libs/go/log/go.mod': 'module m/log\n' }, ['libs/go/log/go.mod: log in libs/go/log [go] lint,test,tidy']],
  [
    'Go service',
    { 'apps/api/go.mod': 'module m/api\n', 'apps/api/cmd/api/main.go': 'package main\n' },
    ['apps/api/go.mod: api in apps/api [go] lint,test,tidy,build'],
  ],
  [
    'Go module with a file in cmd/',
    { 'apps/api/go.mod': 'module m/api\n', 'apps/api/cmd/README.md': 'none\n' },
    ['apps/api/go.mod: api in apps/api [go] lint,test,tidy'],
  ],
  [
    'Go tool module',
    { 'tools/bin/crane/go.mod': 'module t\n\ntool a/cmd/crane\n' },
    ['tools/bin/crane/go.mod: crane in tools/bin/crane [go-tool] build'],
  ],
  ['Python library', { 'libs/py/log/pyproject.toml': PYTHON }, ['libs/py/log/pyproject.toml: log in libs/py/log [python] lint,test']],
  ['Python settings', { 'pyproject.toml': '[tool.ruff]\n' }, []],
  [
    'TypeScript project',
    { 'tools/x/vitest.config.ts': 'export default {};\n', 'tools/x/package.json': '{}' },
    ['tools/x/vitest.config.ts: x in tools/x [typescript] lint,test'],
  ],
  [
    'proto project that carries its stubs',
    {
      'libs/proto/buf.yaml': 'version: v2\n',
      'libs/proto/go.mod': 'module p\n',
      'libs/proto/pyproject.toml': PYTHON,
      'libs/proto/buf.gen.yaml': '',
    },
    ['libs/proto/buf.yaml: proto in libs/proto [proto] lint,generate'],
  ],
  [
    'service with an image',
    { 'apps/edi/pyproject.toml': PYTHON, 'deployments/docker/edi/Dockerfile': 'FROM scratch\n' },
    [
      'apps/edi/pyproject.toml: edi in apps/edi [python] lint,test,build',
      'deployments/docker/edi/Dockerfile: edi in apps/edi [] docker,publish',
    ],
  ],
  [
    'base image',
    { 'deployments/docker/base/Dockerfile': 'FROM debian\n' },
    ['deployments/docker/base/Dockerfile: base in deployments/docker/base [] docker,publish'],
  ],
  [
    'environments',
    {
      'apps/edi/pyproject.toml': PYTHON,
      'deployments/docker/edi/Dockerfile': 'FROM scratch\n',
      'deployments/environments.json': '{ "services": ["edi"], "environments": { "dev": {} } }',
    },
    [
      'apps/edi/pyproject.toml: edi in apps/edi [python] lint,test,build',
      'deployments/docker/edi/Dockerfile: edi in apps/edi [] docker,publish,deploy',
      'deployments/environments.json: deployments in deployments [deployments] deploy,rollback,migrate,retire,status,history,release',
    ],
  ],
  ['Dockerfile elsewhere', { 'apps/x/Dockerfile': 'FROM debian\n', 'deployments/docker/Dockerfile': 'FROM debian\n' }, []],
  [
    'libraries of one name',
    { 'libs/go/log/go.mod': 'module m/log\n', 'libs/py/log/pyproject.toml': PYTHON },
    [
      'libs/go/log/go.mod: go-log in libs/go/log [go] lint,test,tidy',
      'libs/py/log/pyproject.toml: py-log in libs/py/log [python] lint,test',
    ],
  ],
  ['a template of a project', { 'templates/{{cookiecutter.name}}/pyproject.toml': '[project]\nname = {{ name }}\n' }, []],
  ['nothing', {}, []],
])('%s', (_name, files, lines) => {
  expect(linesOf(files)).toEqual(lines);
});

const GO_FIX = '  fix    correct the file; `go mod edit -json` names the same error';

test.each<[name: string, file: string, text: string, message: string]>([
  [
    'go.mod',
    'apps/a/go.mod',
    'module a\n\nreplace x\n',
    `E_MANIFEST_INVALID: 'replace' needs: old => new\n  where  apps/a/go.mod:3\n${GO_FIX}`,
  ],
  [
    'pyproject.toml',
    'apps/a/pyproject.toml',
    '[project]\nname =\n',
    'E_MANIFEST_INVALID: Invalid TOML document: invalid value\n  where  apps/a/pyproject.toml:2:7\n  fix    correct the file; the format is https://toml.io/en/v1.0.0',
  ],
  [
    'Dockerfile',
    'deployments/docker/a/Dockerfile',
    'RUN true\n',
    'E_MANIFEST_INVALID: there is no FROM instruction\n  where  deployments/docker/a/Dockerfile:1\n  fix    correct the Dockerfile',
  ],
])('a broken %s is named, and the others still work', (_name, file, text, message) => {
  const { projects, errors } = inferred({
    [file]: text,
    'apps/b/go.mod': 'module b\n',
    'apps/c/pyproject.toml': PYTHON,
    'deployments/docker/c/Dockerfile': 'FROM debian\n',
  });
  expect(errors).toEqual([[file, message]]);
  expect(projects.map(({ name }) => name)).toEqual(['b', 'c', 'c']);
});

test('options of the plugin reach the targets', () => {
  const { projects } = inferred(
    { 'apps/a/go.mod': 'module a\n', 'apps/a/cmd/a/main.go': 'package main\n', 'deployments/docker/a/Dockerfile': 'FROM scratch\n' },
    { goStamp: 'm/b.S', imageNamespace: 'kerp' },
  );
  expect(projects.map(({ targets = {} }) => targets['build']?.options ?? targets['docker']?.options)).toEqual([
    { toolchain: 'go', go: { mains: ['cmd/a'] }, stamp: 'm/b.S' },
    { dockerfile: 'deployments/docker/a/Dockerfile', repository: 'kerp/a' },
  ]);
});

test('targets wait for the tool modules that pin their programs', () => {
  const { projects } = inferred({
    'apps/a/go.mod': 'module a\n',
    'deployments/docker/a/Dockerfile': 'FROM scratch\n',
    'tools/bin/lint/go.mod': 'module t\n\ntool x/cmd/golangci-lint\n',
    'tools/bin/registry/go.mod': 'module t\n\ntool x/cmd/crane\n',
  });
  const waits = projects.flatMap(({ targets = {} }) => [targets['lint']?.dependsOn, targets['publish']?.dependsOn].filter(Boolean));
  expect(waits).toEqual([
    ['generate', '^generate', { projects: ['lint'], target: 'build' }],
    ['docker', { projects: ['registry'], target: 'build' }],
  ]);
});

test('a project in the root keeps the manifests below it as an input of its tests', () => {
  const { projects } = inferred({ 'go.mod': 'module m\n', 'a.go': 'package m\n', 'deploy/kustomization.yaml': 'resources: []\n' });
  expect(projects.map(({ name, namedInputs = {} }) => [name, namedInputs['default']])).toEqual([
    ['m', ['{projectRoot}/**/*', '{workspaceRoot}/deploy/**/*']],
    ['deploy', ['{projectRoot}/**/*']],
  ]);
});

test('the same mistake in two files is two errors; a lock that several projects share is one', () => {
  const broken = inferred({ 'a/go.mod': 'go 1.26\n', 'b/go.mod': 'go 1.26\n' });
  expect(broken.errors.map(([file]) => file)).toEqual(['a/go.mod', 'b/go.mod']);
  const python = (name: string) => ({ [`${name}/pyproject.toml`]: `[project]\nname = "${name}"\n`, [`${name}/requirements.lock`]: '' });
  const locked = inferred({ ...python('a'), ...python('b'), 'uv.lock': '[' });
  expect(locked.errors).toHaveLength(1);
});
