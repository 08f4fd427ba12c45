import { JUDGE_VARIABLE } from '../check/judge.ts';
import { VERBS } from '../check/sarif/contract.ts';

/** Targets whose findings are the report's to judge. */
export const JUDGED_TARGETS: readonly string[] = VERBS;

/** What `make check` runs. */
export const CHECK_TARGETS: readonly string[] = [...JUDGED_TARGETS, 'test'];

/** With it a check that found something succeeds, so that its result is cached; only a tool that failed fails it. */
export const JUDGE = { [JUDGE_VARIABLE]: 'report' };
