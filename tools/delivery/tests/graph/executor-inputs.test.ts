import path from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { expect, test } from 'vitest';
import { executorInputs, withExecutorInputs } from '../../src/graph/executor-inputs.ts';
import { folderWith } from '../folder.ts';

const EVERY = ['{workspaceRoot}/p/adapters/**/*', '{workspaceRoot}/p/toolchain/**/*', '{workspaceRoot}/p/executor.ts'];
const ONE_OFF = { env: 'DELIVERY_ONE_OFF' };

test.each<[executor: string, inputs: (string | object)[]]>([
  ['lint', [ONE_OFF, ...EVERY, '{workspaceRoot}/p/check/**/*']],
  ['test', [ONE_OFF, ...EVERY, '{workspaceRoot}/p/check/**/*']],
  ['scan', [...EVERY, '{workspaceRoot}/p/check/**/*']],
  ['audit', [...EVERY, '{workspaceRoot}/p/check/**/*']],
  ['build', [...EVERY, '{workspaceRoot}/p/build/**/*']],
  ['generate', [...EVERY, '{workspaceRoot}/p/build/**/*']],
  ['docker', [...EVERY, '{workspaceRoot}/p/build/**/*', '{workspaceRoot}/p/image/**/*']],
])('in its own workspace %s depends on its sources', (executor, inputs) => {
  expect(executorInputs(executor, { folder: 'p' })).toEqual(inputs);
});

test('installed from npm an executor is its package', () => {
  expect(executorInputs('build', 'package')).toEqual([{ externalDependencies: ['@kerp/delivery'] }]);
});

test('in its own workspace what fails by its findings depends on what is accepted today', () => {
  const root = path.resolve(import.meta.dirname, '../../../..');
  const accepted = { runtime: 'node tools/delivery/src/check/in-force.ts' };
  const inputsOf = (executor: string) => withExecutorInputs({ executor: `@kerp/delivery:${executor}`, inputs: [] }, 'apps/x', root).inputs;
  for (const executor of ['lint', 'manifests', 'scan', 'audit']) expect(inputsOf(executor)).toContainEqual(accepted);
  for (const executor of ['test', 'build']) expect(inputsOf(executor)).not.toContainEqual(accepted);
});

// Seen from another workspace these sources are linked: Nx fails on a package that is in no lock file.
const NOTHING = { externalDependencies: [] };

test.each<[name: string, target: TargetConfiguration, inputs: TargetConfiguration['inputs']]>([
  ['our own, linked', { executor: '@kerp/delivery:build', inputs: ['production'] }, ['production', NOTHING]],
  ["another plugin's", { executor: '@nx-go/nx-go:tidy', inputs: ['default'] }, ['default']],
  ['one that Nx does not hash', { executor: '@kerp/delivery:publish' }, undefined],
])('a target: %s', (_name, target, inputs) => {
  expect(withExecutorInputs(target, 'apps/x', folderWith()).inputs).toEqual(inputs);
});
