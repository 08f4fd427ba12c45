/** Targets whose findings are the report's to judge. */
export const JUDGED_TARGETS: readonly string[] = ['lint', 'scan'];

/** With it a check that found something succeeds, so that its result is cached; only a tool that failed fails it. */
export const JUDGE = { DELIVERY_JUDGE: 'report' };
