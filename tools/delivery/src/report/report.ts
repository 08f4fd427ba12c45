import type { Run } from './run.ts';

/** Everything that the terminal table and the page show of one pipeline run. */
export interface Report {
  readonly run: Run;
  /** What the change was compared with, in words: 'the first run: everything', or a branch and its commit. */
  readonly base: string;
  /** Full SHA, with `-dirty` when there are changes that are not committed. */
  readonly commit: string;
  readonly success: boolean;
  readonly images: readonly ReportImage[];
  /** What became of the deploy at the end; missing where none was asked for or the checks failed. */
  readonly deploy?: ReportDeploy;
}

export interface ReportDeploy {
  readonly outcome: 'deployed' | 'unchanged' | 'skipped' | 'failed';
  /** Where it is reached, or the reason. */
  readonly detail: string;
}

export interface ReportImage {
  readonly image: string;
  readonly digest: string;
  /** Source tag, `src-…`. */
  readonly source: string;
  /** Uncompressed bytes. */
  readonly size: number;
  /** What this run did: built it, or found it in the engine or the registry. */
  readonly outcome: 'built' | 'present' | 'pulled';
  /** Pinned base images for which a stand-in was used. */
  readonly standIns: readonly string[];
}
