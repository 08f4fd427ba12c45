import type { TargetConfiguration } from '@nx/devkit';

/** Where `test` leaves junit.xml and coverage. */
export const testOutputs = ['{workspaceRoot}/dist/test/{projectRoot}'];

interface CachedTarget extends Pick<TargetConfiguration, 'executor' | 'options' | 'inputs' | 'dependsOn'> {
  readonly outputs?: string[];
  /** Shown by `nx show project` and Nx Console. */
  readonly description: string;
}

/** A target whose result Nx may restore instead of running it. */
export function cachedTarget({ description, outputs = [], ...target }: CachedTarget): TargetConfiguration {
  return { ...target, outputs, cache: true, metadata: { description } };
}
