import path from 'node:path';
import { createProjectGraphAsync, type Tree } from '@nx/devkit';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { DeliveryError, formatError } from '../errors.ts';
import { parsePyproject } from '../graph/python/pyproject.ts';
import type { ProcessRunner } from '../ports.ts';
import type { Command } from '../toolchain/command.ts';

/** The part of uv.lock that one service uses: a bump of another project's dependency does not change it. */
export const SERVICE_LOCK = 'requirements.lock';

/** Brings every requirements.lock up to date with uv.lock: `nx sync` writes, `nx sync:check` only looks. */
export default async function locks(tree: Tree): Promise<{ outOfSyncMessage?: string }> {
  const runner = processRunner(tree.root, workspaceTools(tree.root, []));
  const stale: string[] = [];
  // getProjects(tree) would leave out the projects that plugins infer.
  const { nodes } = await createProjectGraphAsync();
  for (const { data } of Object.values(nodes)) {
    const { root } = data;
    const file = path.join(root, SERVICE_LOCK);
    if (!tree.exists(file)) continue;
    const { name } = parsePyproject(tree.read(path.join(root, 'pyproject.toml'), 'utf8') ?? '', `${root}/pyproject.toml`);
    const exported = await exportLock(name ?? path.basename(root), runner);
    if (tree.read(file, 'utf8') === exported) continue;
    tree.write(file, exported);
    stale.push(file);
  }
  return stale.length === 0 ? {} : { outOfSyncMessage: `not up to date with uv.lock: ${stale.join(', ')}` };
}

async function exportLock(distribution: string, runner: ProcessRunner): Promise<string> {
  const command: Command = {
    title: 'uv export',
    origin: 'python',
    program: 'uv',
    args: [
      'export',
      '--quiet',
      '--frozen',
      `--package=${distribution}`,
      '--no-dev',
      '--no-emit-workspace',
      '--format=requirements-txt',
      '--no-header',
    ],
    cwd: '.',
  };
  const { exitCode, stdout, stderr } = await runner.capture(command);
  if (exitCode === 0) return `${stdout}\n`;
  // A generator has no other way to speak than by an error: it carries the whole message.
  const error = new DeliveryError('E_COMMAND_FAILED', { what: `uv export: ${stderr.trim()}`, where: 'uv.lock', fix: 'make lock' });
  throw new Error(formatError(error));
}
