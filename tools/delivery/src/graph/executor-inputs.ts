import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { ONE_OFF_VARIABLE } from '../toolchain/targets.ts';

const PACKAGE = '@kerp/delivery';

/** What an executor is made of, below `src`. Report, pipeline and set-up change no result. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  lint: ['check'],
  test: ['check'],
  generate: ['build'],
  build: ['build'],
  docker: ['build', 'image'],
};
const EVERY_EXECUTOR = ['adapters/**/*', 'toolchain/**/*', 'executor.ts'];

/**
 * Adds to a target's inputs the code that carries it out: Nx knows files and npm packages, but not that a target's result
 * depends on its executor. Installed from npm that is the package; in its own workspace it is the source.
 */
export function withExecutorInputs(target: TargetConfiguration, workspaceRoot: string): TargetConfiguration {
  const [plugin, executor = ''] = (target.executor ?? '').split(':');
  if (plugin !== PACKAGE || target.inputs === undefined) return target;
  const inputs = [...target.inputs, ...executorInputs(executor, ownFolder(workspaceRoot))];
  // Without any entry of this kind Nx takes every npm package for an input.
  const named = inputs.some((input) => typeof input === 'object' && 'externalDependencies' in input);
  return { ...target, inputs: named ? inputs : [...inputs, { externalDependencies: [] }] };
}

/** @param own folder of this package's sources relative to the workspace, or undefined when it is installed from npm. */
export function executorInputs(executor: string, own: string | undefined): NonNullable<TargetConfiguration['inputs']> {
  const oneOff = executor === 'lint' || executor === 'test' ? [{ env: ONE_OFF_VARIABLE }] : [];
  if (own === undefined) return [...oneOff, { externalDependencies: [PACKAGE] }];
  const rooms = (ROOMS[executor] ?? []).map((room) => `${room}/**/*`);
  return [...oneOff, ...[...EVERY_EXECUTOR, ...rooms].map((pattern) => `{workspaceRoot}/${own}/${pattern}`)];
}

function ownFolder(workspaceRoot: string): string | undefined {
  const folder = path.relative(realpathSync(workspaceRoot), realpathSync(path.join(import.meta.dirname, '..')));
  return folder.startsWith('..') || folder.includes('node_modules') ? undefined : folder;
}
