import path from 'node:path';

/** A path below the workspace root as seen from a project's root. Both are relative to the workspace root. */
export function fromRoot(projectRoot: string, target: string): string {
  return path.relative(projectRoot, target);
}
