import type { TargetConfiguration } from '@nx/devkit';

/** Where `test` leaves junit.xml and coverage. */
export const testOutputs = ['{workspaceRoot}/dist/test/{projectRoot}'];

/** An input of lint and test that differs in each run whose result must not be taken from the cache: see check/one-off.ts. */
export const ONE_OFF_VARIABLE = 'DELIVERY_ONE_OFF';

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
