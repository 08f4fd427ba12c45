import type { Coverage } from './coverage.ts';
import type { Findings } from './findings/verdict.ts';
import type { CoverageTotals } from './history.ts';
import type { Run } from './run.ts';
import type { Tests } from './tests.ts';

/** Where it is written, relative to the workspace root; its form is in report.schema.json. */
export const REPORT_FILE = 'dist/report/report.json';

/** Everything that the terminal, the page and the forge show of one run of `make check` or `make pipeline`. */
export interface Report {
  readonly version: 1;
  readonly run: Run;
  /** What the change was compared with, in words: 'the first run: everything', or a branch and its commit. */
  readonly base: string;
  /** Full SHA, with `-dirty` when there are changes that are not committed. */
  readonly commit: string;
  readonly success: boolean;
  /** Why it is none, in the order of weight. */
  readonly reasons: readonly string[];
  readonly findings: Findings;
  readonly tests: Tests;
  /** Of each project whose tests ran or were restored, sorted by name. */
  readonly coverage: readonly ProjectCoverage[];
  /** Milliseconds that results from the cache took when they were made, as far as it is known here. */
  readonly savedMs: number;
  readonly images: readonly ReportImage[];
  /** What became of the deploy at the end; missing where none was asked for or the checks failed. */
  readonly deploy?: ReportDeploy;
}

export interface ProjectCoverage extends Coverage {
  readonly project: string;
  /** Missing where the base was never tested, or has no such project. */
  readonly base?: CoverageTotals;
}

export interface ReportDeploy {
  readonly outcome: 'deployed' | 'unchanged' | 'skipped' | 'failed';
  /** Where it is reached, or the reason. */
  readonly detail: string;
  /** Milliseconds, with the start of the cluster where there was none. */
  readonly durationMs: number;
}

/** Milliseconds from the first task to the end of the deploy, where there is one. */
export function durationOf({ run, deploy }: Report): number {
  return run.durationMs + (deploy?.durationMs ?? 0);
}

export interface ReportImage {
  readonly image: string;
  readonly digest: string;
  /** Source tag, `src-…`. */
  readonly source: string;
  /** Uncompressed bytes. */
  readonly size: number;
  /** The same of the base, where it was packed in this clone. */
  readonly baseSize?: number;
  /** What this run did: built it, or found it in the engine or the registry. */
  readonly outcome: 'built' | 'present' | 'pulled';
  /** Pinned base images for which a stand-in was used. */
  readonly standIns: readonly string[];
}
