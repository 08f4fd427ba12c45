import path from 'node:path';
import { expect, test } from 'vitest';
import { processRunner } from '../../src/adapters/process.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { steps } from '../../src/setup/steps.ts';
import { type Files, folderWith } from '../folder.ts';
import { addProgram, onlyPrograms, type Scripts } from '../programs.ts';
import { linesOf } from '../toolchain/commands.ts';

const PYTHON = 'Python environment (.venv) with uv';
const PACKAGES = 'locked Python packages';
const COMPILER = 'C compiler';
const CHROMIUM = 'Chromium';
const ENGINE = 'container engine';
const RUNTIME = 'runtime that starts images';
const DATABASES = 'PostgreSQL and Redis';
const CONTAINERD = 'containerd';
const PLUGINS = 'network plugins of pods';

function stepNamed(name: string) {
  const step = steps.find((each) => each.name === name);
  if (step === undefined) throw new Error(`there is no step '${name}'`);
  return step;
}

/** Whether a step is done on a machine with these programs, files and this uv. */
async function isDone(name: string, scripts: Scripts, files: Files = {}, uv?: string): Promise<boolean> {
  const workspaceRoot = folderWith({ ...files, ...(uv === undefined ? {} : { '.venv/bin/uv': '' }) });
  if (uv !== undefined) addProgram(path.join(workspaceRoot, '.venv/bin/uv'), uv);
  onlyPrograms(scripts);
  return stepNamed(name).isDone({ workspaceRoot, process: processRunner(workspaceRoot, workspaceTools(workspaceRoot, [])), apt: false });
}

test.each<[files: Files, done: boolean]>([
  [{}, false],
  [{ '.venv/pyvenv.cfg': 'home = /usr/bin\n' }, false],
  [{ '.venv/pyvenv.cfg': 'home = /usr/bin\nrelocatable = true\n' }, true],
])('the Python environment of %j is done: %s', async (files, done) => {
  expect(await isDone(PYTHON, {}, files)).toBe(done);
});

test.each([
  [undefined, false],
  ['exit 1', false],
  ['test "$*" = "sync --frozen --all-packages --quiet --check"', true],
])('with the uv %j the packages are there: %s', async (uv, done) => {
  expect(await isDone(PACKAGES, {}, {}, uv)).toBe(done);
});

test.each<[name: string, scripts: Scripts, done: boolean]>([
  [COMPILER, {}, false],
  [COMPILER, { cc: '' }, true],
  [COMPILER, { cc: 'exit 1' }, false],
  [CHROMIUM, {}, false],
  [CHROMIUM, { chromium: '' }, true],
  [ENGINE, {}, false],
  [ENGINE, { docker: 'exit 1' }, false],
  [ENGINE, { docker: '' }, true],
  [ENGINE, { docker: 'exit 1', buildah: '' }, true],
  [ENGINE, { podman: '' }, true],
  [RUNTIME, { docker: '' }, true],
  [RUNTIME, { podman: '' }, false],
  [RUNTIME, { runc: '' }, false],
  [RUNTIME, { podman: '', runc: '' }, true],
  [RUNTIME, { podman: '', runc: 'exit 1' }, false],
  ['mmdebstrap', {}, false],
  ['mmdebstrap', { mmdebstrap: '' }, true],
  [DATABASES, { docker: '' }, true],
  [DATABASES, { docker: 'test "$1" != compose' }, false],
  [DATABASES, { pg_lsclusters: '' }, false],
  [DATABASES, { pg_lsclusters: '', 'redis-server': '' }, true],
  [CONTAINERD, {}, false],
  [CONTAINERD, { containerd: '' }, false],
  [CONTAINERD, { containerd: '', runc: '' }, true],
  [PLUGINS, { iptables: '' }, false],
  [PLUGINS, { iptables: '', test: 'exit 1' }, false],
  [PLUGINS, { test: '' }, false],
  [PLUGINS, { iptables: '', test: '[ "$*" = "-x /usr/lib/cni/bridge" ]' }, true],
  [PLUGINS, { iptables: '', test: '[ "$*" = "-x /opt/cni/bin/bridge" ]' }, true],
])('%s with the programs %j is done: %s', async (name, scripts, done) => {
  expect(await isDone(name, scripts)).toBe(done);
});

const UPDATE = '.> path:apt-get update --quiet=2';
const INSTALL = '.> DEBIAN_FRONTEND=noninteractive path:apt-get install --yes --quiet=2 --no-install-recommends';

test.each<[name: string, lines: string[]]>([
  [
    PYTHON,
    [
      '.> path:python3 -m venv --clear .venv',
      '.> python:python -m pip install --quiet --require-hashes --only-binary=:all: --requirement=tools/bin/uv/requirements.txt',
      '.> python:uv venv --quiet --relocatable --allow-existing --python=.venv/bin/python .venv',
    ],
  ],
  [PACKAGES, ['.> python:uv sync --frozen --all-packages --quiet']],
  [COMPILER, [UPDATE, `${INSTALL} gcc libc6-dev`]],
  [CHROMIUM, [UPDATE, `${INSTALL} chromium`]],
  [ENGINE, [UPDATE, `${INSTALL} buildah ca-certificates`]],
  [RUNTIME, [UPDATE, `${INSTALL} podman runc`]],
  [CONTAINERD, [UPDATE, `${INSTALL} containerd runc`]],
  [PLUGINS, [UPDATE, `${INSTALL} containernetworking-plugins iptables`]],
  ['mmdebstrap', [UPDATE, `${INSTALL} mmdebstrap`]],
  [DATABASES, [UPDATE, `${INSTALL} postgresql redis-server`]],
])('%s is installed by %j', (name, lines) => {
  expect(linesOf(stepNamed(name).install)).toEqual(lines);
});

test('the environment comes before the packages that are installed into it', () => {
  expect(steps.slice(0, 2).map(({ name }) => name)).toEqual([PYTHON, PACKAGES]);
});
