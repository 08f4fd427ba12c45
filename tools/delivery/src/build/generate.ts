import { existsSync } from 'node:fs';
import { glob, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { makePortable } from '../adapters/files.ts';
import { DeliveryError } from '../errors.ts';
import { executor, runSteps } from '../executor.ts';
import { toolchainNamed } from '../toolchain/table.ts';

interface Options {
  readonly toolchain: string;
}

export default executor<Options>(async ({ toolchain }, job) => {
  const { generate } = toolchainNamed(toolchain);
  if (!generate)
    throw new DeliveryError('E_OPTION_INVALID', { what: `toolchain '${toolchain}' generates nothing`, fix: 'remove the target' });
  const root = path.join(job.workspaceRoot, job.project.root);
  const protos = (await Array.fromAsync(glob('**/*.proto', { cwd: root }))).sort();
  const python = existsSync(path.join(root, 'pyproject.toml'));
  const gen = path.join(root, 'gen');
  // Removed as a whole: the stub of a deleted source must not live on.
  await rm(gen, { recursive: true, force: true });
  await mkdir(python ? path.join(gen, 'python') : gen, { recursive: true });
  await runSteps(generate(job.project, { protos, python }), job);
  await makePortable(gen, []);
});
