import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { globAsync, type Tree } from '@nx/devkit';
import { DeliveryError } from '../errors.ts';
import type { Command } from '../toolchain/command.ts';
import type { RunnerIn } from './generator.ts';
import { filesBelow } from './render.ts';

/**
 * Completes a Go module of the tree as `go mod tidy` and gofmt do, from the versions that its local modules have. Nothing on
 * disk is touched: it happens in a copy, and what comes of it is written to the tree.
 * @param protos packages of libs/proto that it uses and whose stubs nobody has generated yet.
 * @throws E_COMMAND_FAILED, E_TOOL_MISSING
 */
export async function tidyGo(tree: Tree, folder: string, runnerIn: RunnerIn, protos: readonly string[] = []): Promise<void> {
  const files = filesBelow(tree, folder);
  const modules = await globAsync(tree, ['libs/go/*/go.sum', 'libs/proto/go.sum']);
  const sums = new Set(modules.flatMap((file) => (tree.read(file, 'utf8') ?? '').split('\n')));
  const up = path.posix.relative(folder, '.');
  await inCopy(runnerIn, async (copy, run) => {
    for (const file of files) copy.write(path.posix.relative(folder, file), tree.read(file, 'utf8') ?? '');
    copy.write('go.sum', [...sums].sort().join('\n').trimStart());
    copy.write('go.mod', copy.read('go.mod').replaceAll(`=> ${up}/`, `=> ${tree.root}/`));
    if (protos.length > 0) standInForStubs(tree, copy, protos);
    const env = { GOWORK: 'off', GOFLAGS: '-mod=mod' };
    await run({ title: 'go mod tidy', origin: 'path', program: 'go', args: ['mod', 'tidy'], cwd: '.', env });
    await run({ title: 'gofmt', origin: 'path', program: 'gofmt', args: ['-w', '.'], cwd: '.' });
    for (const file of files) tree.write(file, copy.read(path.posix.relative(folder, file)));
    tree.write(
      path.posix.join(folder, 'go.mod'),
      copy.read('go.mod').replaceAll(`=> ${tree.root}/`, `=> ${up}/`).replace(`=> ${STUBS}`, `=> ${up}/libs/proto`),
    );
    const sum = copy.read('go.sum');
    if (sum !== '') tree.write(path.posix.join(folder, 'go.sum'), sum);
  });
}

/** A module in a copy. */
const STUBS = './stubs';

/** In the place of libs/proto, packages that import what generated code does. */
function standInForStubs(tree: Tree, copy: Copy, protos: readonly string[]): void {
  for (const file of ['go.mod', 'go.sum']) copy.write(`${STUBS}/${file}`, tree.read(`libs/proto/${file}`, 'utf8') ?? '');
  for (const proto of protos) copy.write(`${STUBS}/gen/go/kerp/${proto}/v1/stub.go`, STUB);
  copy.write('go.mod', copy.read('go.mod').replace(`=> ${tree.root}/libs/proto`, `=> ${STUBS}`));
}

const STUB = `package stub

import (
	_ "google.golang.org/grpc"
	_ "google.golang.org/protobuf/runtime/protoimpl"
)
`;

/**
 * Resolves the Python projects of the tree as `uv lock` does; what is locked stays. Nothing on disk is touched.
 * @param packed the distribution whose part is exported to `requirements.lock` in its folder, if there is one.
 * @throws E_COMMAND_FAILED, E_TOOL_MISSING
 */
export async function lockPython(
  tree: Tree,
  runnerIn: RunnerIn,
  packed?: { readonly distribution: string; readonly folder: string },
): Promise<void> {
  const manifests = (await globAsync(tree, ['**/pyproject.toml'])).filter((file) => tree.exists(file));
  await inCopy(runnerIn, async (copy, run) => {
    for (const file of ['uv.lock', ...manifests]) copy.write(file, tree.read(file, 'utf8') ?? '');
    const uv = path.join(tree.root, '.venv/bin/uv');
    const python = `--python=${path.join(tree.root, '.venv/bin/python')}`;
    await run({ title: 'uv lock', origin: 'path', program: uv, args: ['lock', '--quiet', python], cwd: '.', fix: 'make setup' });
    tree.write('uv.lock', copy.read('uv.lock'));
    if (packed === undefined) return;
    const what = [`--package=${packed.distribution}`, '--no-dev', '--no-emit-workspace', python];
    const args = ['export', '--quiet', '--frozen', '--format=requirements-txt', '--no-header', ...what];
    const { stdout } = await run({ title: 'uv export', origin: 'path', program: uv, args, cwd: '.' });
    tree.write(`${packed.folder}/requirements.lock`, `${stdout}\n`);
  });
}

interface Copy {
  write(file: string, text: string): void;
  read(file: string): string;
}

async function inCopy(
  runnerIn: RunnerIn,
  act: (copy: Copy, run: (command: Command) => Promise<{ stdout: string }>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'scaffold-'));
  const runner = runnerIn(folder);
  const copy: Copy = {
    write(file, text) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    },
    read: (file) => readFileSync(path.join(folder, file), { encoding: 'utf8', flag: 'a+' }),
  };
  try {
    await act(copy, async (command) => {
      const { exitCode, stdout, stderr } = await runner.capture(command);
      if (exitCode === 0) return { stdout };
      throw new DeliveryError('E_COMMAND_FAILED', {
        what: `${command.title} failed with exit code ${exitCode}; nothing was written`,
        where: stderr.trim(),
        fix: command.fix ?? 'the output above names the cause',
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
