import path from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import type { Project, ProjectFacts } from './toolchain.ts';

type Place = Pick<ProjectFacts, 'name' | 'around'>;

/** Where `test` leaves junit.xml and coverage. Around other projects it is a folder of its own: theirs would be part of it. */
export function testOutputs({ name, around }: Place): string[] {
  return [around ? `{workspaceRoot}/dist/test/@${name}` : '{workspaceRoot}/dist/test/{projectRoot}'];
}

/** Where `lint` leaves the findings of each tool. */
export function lintOutputs({ name, around }: Place): string[] {
  return [around ? `{workspaceRoot}/dist/lint/@${name}` : '{workspaceRoot}/dist/lint/{projectRoot}'];
}

/** Command that repairs what the tools of a project's `lint` can repair. */
export function fixCommand(project: string): string {
  return `npx nx run ${project}:lint --fix`;
}

/**
 * Folder that a target writes to, relative to the workspace root: the first of its outputs. Whoever reads it later finds it by
 * the same configuration.
 */
export function outputFolder([output = '']: readonly string[], { root, name }: Pick<Project, 'root' | 'name'>): string {
  const folder = output.replace('{workspaceRoot}/', '').replace('{projectRoot}', root).replace('{projectName}', name);
  return path.posix.normalize(folder);
}

/** Where `build` leaves what an image packs. */
export function buildOutputs({ name, around }: Place): string[] {
  return [around ? `{workspaceRoot}/dist/@${name}` : '{workspaceRoot}/dist/{projectRoot}'];
}

/** Where `scan` leaves a file of SARIF for each tool. */
export function scanOutputs({ name, around }: Place): string[] {
  return [around ? `{workspaceRoot}/dist/scan/@${name}` : '{workspaceRoot}/dist/scan/{projectRoot}'];
}

/** Findings fail a target, or whoever judges them later decides: results of the two must not be taken for each other. See check/judge.ts. */
export const JUDGED = { env: 'DELIVERY_JUDGE' };

/** An input of lint and test that differs in each run whose result must not be taken from the cache: see check/one-off.ts. */
export const ONE_OFF_VARIABLE = 'DELIVERY_ONE_OFF';

/** Set where tests are wanted from the cache or not at all: those of a base, for their coverage. No input of any target. */
export const CACHED_ONLY_VARIABLE = 'DELIVERY_CACHED_ONLY';

/** Of a project without tests. Nx refuses `^production` of whoever depends on a project that does not say what that is. */
export const NAMED_INPUTS = { default: ['{projectRoot}/**/*'], production: ['default'] };

/**
 * What `generate` made for this project. Its sources are inputs by themselves; this is for the generator: another version of
 * it makes other code from the same sources.
 */
export const GENERATED = { dependentTasksOutputFiles: '**/gen/**/*', transitive: true };

interface CachedTarget extends Pick<TargetConfiguration, 'executor' | 'options' | 'inputs' | 'dependsOn'> {
  readonly outputs?: string[];
  /** Shown by `nx show project` and Nx Console. */
  readonly description: string;
}

/** A target whose result Nx may restore instead of running it. */
export function cachedTarget({ description, outputs = [], ...target }: CachedTarget): TargetConfiguration {
  return { ...target, outputs, cache: true, metadata: { description } };
}
