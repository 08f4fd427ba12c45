import path from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import type { Project, ProjectFacts } from './toolchain.ts';

type Tools = Pick<ProjectFacts, 'goTools'>;
type Place = Pick<ProjectFacts, 'name' | 'around'>;

/** Where `test` leaves junit.xml and coverage. Around other projects it is a folder of its own: theirs would be part of it. */
export function testOutputs({ name, around }: Place): string[] {
  return [around ? `{workspaceRoot}/dist/test/@${name}` : '{workspaceRoot}/dist/test/{projectRoot}'];
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

/** Where `lint`, `scan` and `audit` leave a file of SARIF for each tool. */
export function findingsOutputs(verb: 'lint' | 'scan' | 'audit', { name, around }: Place): string[] {
  return [around ? `{workspaceRoot}/dist/${verb}/@${name}` : `{workspaceRoot}/dist/${verb}/{projectRoot}`];
}

/** The tool module whose target `database` keeps the vulnerability databases. */
export const DATABASE_TOOL = 'osv-scanner';

/** Inputs and tasks of a target that depends on the vulnerability databases; undefined where the workspace has no tool for them. */
export function databaseOf({ goTools }: Tools): Required<Pick<TargetConfiguration, 'inputs' | 'dependsOn'>> | undefined {
  const tool = goTools.get(DATABASE_TOOL);
  if (tool === undefined) return undefined;
  // What is skipped on a laptop fails in CI.
  return {
    inputs: [JUDGED, { env: 'CI' }, { env: 'DELIVERY_VULN_DB' }, { dependentTasksOutputFiles: '**/database.json', transitive: true }],
    dependsOn: [{ projects: [tool.project], target: 'database' }],
  };
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

/** What decides the version of a program that a Go tool module pins; nothing where no module does. */
export function toolInputs({ goTools }: Tools, program: string): string[] {
  const tool = goTools.get(program);
  return tool ? [`{workspaceRoot}/${tool.root}/go.mod`, `{workspaceRoot}/${tool.root}/go.sum`] : [];
}

/** The task that builds it. */
export function toolBuild({ goTools }: Tools, program: string): { projects: string[]; target: string }[] {
  const tool = goTools.get(program);
  return tool ? [{ projects: [tool.project], target: 'build' }] : [];
}
