import type { Result, Run } from 'sarif';
import type { Database, Severity } from '../../toolchain/check.ts';

/**
 * What the executors `lint`, `scan`, `audit` and `image-scan` write: for each project and tool one file of SARIF 2.1.0 with one run,
 * dist/VERB/PROJECT_ROOT/TOOL.sarif, also when nothing was found. https://docs.oasis-open.org/sarif/sarif/v2.1.0/
 */
export const VERBS = ['lint', 'scan', 'audit', 'image-scan'] as const;

/**
 * `lint`: style and mistakes. `scan`: what is dangerous in the sources. `audit`: known vulnerabilities of what they use.
 * `image-scan`: those of what else is in an image.
 */
export type Verb = (typeof VERBS)[number];

/** The properties of a run. */
export interface RunFacts {
  readonly project: string;
  readonly verb: Verb;
  /** `skipped`: it cannot run here, as without its database. `failed`: it crashed, hung, or printed what cannot be read. */
  readonly state: 'ran' | 'skipped' | 'failed';
  /** Why it did not run, and what would change that. */
  readonly reason?: string;
  readonly remedy?: string;
  readonly database?: Database;
  readonly seconds: number;
}

/** The properties of a result. */
export interface ResultFacts {
  readonly severity: Severity;
  /** Whether it would fail the verb by itself. */
  readonly blocks: boolean;
  /** Command that repairs it. */
  readonly fix?: string;
}

/** Name of our fingerprint among the partial fingerprints of a result: the same for the same problem where lines have moved. */
export const FINGERPRINT = 'kerp/v1';

/**
 * Property by which the readers of our own formats name what a finding is about, where the text of its line says too much: the
 * package in a lock file, whose version may change. It becomes part of the fingerprint and is not written.
 */
export const SUBJECT = 'kerp/subject';

/** Property by which the readers of our own formats tell what the fix of their check does not repair. It is not written. */
export const BY_HAND = 'kerp/by-hand';

/**
 * Property by which the readers of images tell what nobody can correct yet: no version without it is known. Such is shown and blocks
 * nothing, as it would block every release until somebody else corrects it. It is not written.
 */
export const NO_REMEDY = 'kerp/no-remedy';

export function runFacts(run: Run): RunFacts {
  return run.properties as unknown as RunFacts;
}

export function resultFacts(result: Result): ResultFacts {
  return result.properties as unknown as ResultFacts;
}

/** File of a result, relative to the workspace root. */
export function fileOf({ locations }: Result): string {
  return decodeURIComponent(locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '');
}
