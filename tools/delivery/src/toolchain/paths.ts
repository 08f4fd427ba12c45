import path from 'node:path';
import type { Project } from './toolchain.ts';

/** A path below the workspace root as seen from a project's root. Both are relative to the workspace root. */
export function fromRoot(projectRoot: string, target: string): string {
  return path.relative(projectRoot, target);
}

/**
 * Folder of a project's test results, relative to the workspace root: named after its root, unless other projects lie below
 * that, as the results of those would be part of it.
 */
export function testResults({ name, root, go }: Project): string {
  return go?.onePackage ? `dist/test/packages/${name}` : path.join('dist/test', root);
}
