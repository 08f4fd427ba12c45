import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { toolchains } from '../toolchain/table.ts';
import { ONE_OFF_VARIABLE } from '../toolchain/targets.ts';

const PACKAGE = '@kerp/delivery';

/** What an executor is made of, below `src`. Report, pipeline and set-up change no result. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  lint: ['check'],
  manifests: ['check'],
  test: ['check'],
  scan: ['check'],
  audit: ['check'],
  generate: ['build'],
  build: ['build'],
  docker: ['build', 'image'],
};
const EVERY_EXECUTOR = ['adapters/**/*', 'toolchain/**/*', 'executor.ts'];

/** Where the code of the executors is: in the npm package, in a folder of this workspace, or linked from another repository. */
export type Origin = 'package' | 'linked' | { readonly folder: string };

/**
 * Adds to a target's inputs the code that carries it out: Nx knows files and npm packages, but not that a target's result
 * depends on its executor. Of code that is linked from another repository it knows nothing.
 */
export function withExecutorInputs(target: TargetConfiguration, root: string, workspaceRoot: string): TargetConfiguration {
  const [plugin, executor = ''] = (target.executor ?? '').split(':');
  if (plugin !== PACKAGE || target.inputs === undefined) return target;
  const origin = originIn(workspaceRoot);
  const inputs = [
    ...target.inputs,
    ...executorInputs(executor, origin),
    ...baseInputs(executor, target.options, root, origin),
    ...acceptedInputs(executor, origin),
  ];
  // Without any entry of this kind Nx takes every npm package for an input.
  const named = inputs.some((input) => typeof input === 'object' && 'externalDependencies' in input);
  return { ...target, inputs: named ? inputs : [...inputs, { externalDependencies: [] }] };
}

export function executorInputs(executor: string, origin: Origin): NonNullable<TargetConfiguration['inputs']> {
  const oneOff = executor === 'lint' || executor === 'test' ? [{ env: ONE_OFF_VARIABLE }] : [];
  if (origin === 'linked') return oneOff;
  if (origin === 'package') return [...oneOff, { externalDependencies: [PACKAGE] }];
  const rooms = (ROOMS[executor] ?? []).map((room) => `${room}/**/*`);
  return [...oneOff, ...[...EVERY_EXECUTOR, ...rooms].map((pattern) => `{workspaceRoot}/${origin.folder}/${pattern}`)];
}

/** What a target that compares with the base of the change compares with: the content of the project's folder there. */
function baseInputs(
  executor: string,
  options: { readonly toolchain?: string } | undefined,
  root: string,
  origin: Origin,
): NonNullable<TargetConfiguration['inputs']> {
  const compares = toolchains.some(({ name, comparesWithBase }) => name === options?.toolchain && comparesWithBase);
  if (executor !== 'lint' || !compares || origin === 'linked') return [];
  return [{ runtime: `${scriptOf('base-tree', origin)} ${root}` }];
}

/** Executors whose findings fail them. */
const JUDGES: ReadonlySet<string> = new Set(['lint', 'manifests', 'scan', 'audit']);

/** Which findings are accepted today. */
function acceptedInputs(executor: string, origin: Origin): NonNullable<TargetConfiguration['inputs']> {
  return JUDGES.has(executor) && origin !== 'linked' ? [{ runtime: scriptOf('in-force', origin) }] : [];
}

function scriptOf(name: string, origin: Exclude<Origin, 'linked'>): string {
  const folder = origin === 'package' ? `node_modules/${PACKAGE}/src` : origin.folder;
  // In the package it is JavaScript, as this is.
  return `node ${folder}/check/${name}${path.extname(import.meta.filename)}`;
}

function originIn(workspaceRoot: string): Origin {
  const own = realpathSync(path.join(import.meta.dirname, '..'));
  if (own.split(path.sep).includes('node_modules')) return 'package';
  const folder = path.relative(realpathSync(workspaceRoot), own);
  return folder.startsWith('..') ? 'linked' : { folder };
}
