import type { CreateDependenciesContext } from '@nx/devkit';
import type { SourceReader } from './scans.ts';

/**
 * Why one project needs another. `test`: only test files import it, which matters to nobody that depends on the project.
 * `declared`: only the manifest names it.
 */
export type EdgeKind = 'production' | 'test' | 'declared';

/** A file of one project that needs another project. */
export interface Edge {
  readonly source: string;
  readonly target: string;
  /** Relative to the workspace root. */
  readonly file: string;
  readonly kind: EdgeKind;
}

/** Projects, the files that each owns, and their content; paths are relative to the workspace root. */
export interface OwnedSources extends Pick<CreateDependenciesContext, 'projects' | 'fileMap'> {
  readonly reader: SourceReader;
}
