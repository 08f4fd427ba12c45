import path from 'node:path';
import { createProjectGraphAsync, type Tree } from '@nx/devkit';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { DeliveryError, formatError } from '../errors.ts';
import { groupLock, PROJECT_LOCK } from '../graph/python/lock-inputs.ts';
import { parsePyproject } from '../graph/python/pyproject.ts';
import { parseToml, tableAt } from '../graph/python/toml.ts';
import type { ProcessRunner } from '../ports.ts';
import type { Command } from '../toolchain/command.ts';

/**
 * Brings every exported part of uv.lock up to date: each project's requirements.lock, and a lock for each dependency group of the
 * workspace. Only files that are there are kept. `nx sync` writes, `nx sync:check` only looks.
 */
export default async function locks(tree: Tree): Promise<{ outOfSyncMessage?: string }> {
  const runner = processRunner(tree.root, workspaceTools(tree.root, []));
  const stale: string[] = [];
  for (const { file, what } of [...(await projectLocks(tree)), ...groupLocks(tree)]) {
    if (!tree.exists(file)) continue;
    const exported = await exportLock(what, runner);
    if (tree.read(file, 'utf8') === exported) continue;
    tree.write(file, exported);
    stale.push(file);
  }
  return stale.length === 0 ? {} : { outOfSyncMessage: `not up to date with uv.lock: ${stale.join(', ')}` };
}

/** A file and the arguments of `uv export` that make it. */
interface LockFile {
  readonly file: string;
  readonly what: readonly string[];
}

async function projectLocks(tree: Tree): Promise<LockFile[]> {
  // getProjects(tree) would leave out the projects that plugins infer.
  const { nodes } = await createProjectGraphAsync();
  const manifests = Object.values(nodes).map(({ data: { root } }) => ({ root, file: path.join(root, 'pyproject.toml') }));
  return manifests
    .filter(({ file }) => tree.exists(file))
    .map(({ root, file }) => {
      const { name } = parsePyproject(tree.read(file, 'utf8') ?? '', file);
      const what = [`--package=${name ?? path.basename(root)}`, '--no-dev', '--no-emit-workspace'];
      return { file: path.join(root, PROJECT_LOCK), what };
    });
}

function groupLocks(tree: Tree): LockFile[] {
  const groups = Object.keys(tableAt(parseToml(tree.read('pyproject.toml', 'utf8') ?? '', 'pyproject.toml'), 'dependency-groups'));
  return groups.map((group) => ({ file: groupLock(group), what: [`--only-group=${group}`] }));
}

async function exportLock(what: readonly string[], runner: ProcessRunner): Promise<string> {
  const command: Command = {
    title: 'uv export',
    origin: 'python',
    program: 'uv',
    args: ['export', '--quiet', '--frozen', '--format=requirements-txt', '--no-header', ...what],
    cwd: '.',
  };
  const { exitCode, stdout, stderr } = await runner.capture(command);
  if (exitCode === 0) return `${stdout}\n`;
  // A generator has no other way to speak than by an error: it carries the whole message.
  const error = new DeliveryError('E_COMMAND_FAILED', { what: `uv export: ${stderr.trim()}`, where: 'uv.lock', fix: 'make lock' });
  throw new Error(formatError(error));
}
