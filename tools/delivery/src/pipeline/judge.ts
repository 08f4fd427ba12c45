import { JUDGE_VARIABLE } from '../check/judge.ts';
import { VERBS } from '../check/sarif/contract.ts';

/** Targets whose findings are the report's to judge. */
export const JUDGED_TARGETS: readonly string[] = VERBS;

/** What `make check` runs: everything that needs no image. */
export const CHECK_TARGETS: readonly string[] = ['lint', 'scan', 'audit', 'test'];

/** With it a check that found something succeeds, so that its result is cached; only a tool that failed fails it. */
export const JUDGE = { [JUDGE_VARIABLE]: 'report' };
