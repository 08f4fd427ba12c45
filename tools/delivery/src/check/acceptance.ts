import type { Result, Run } from 'sarif';
import { fileOf } from './sarif/contract.ts';
import { type Suppressible, type Suppression, type SuppressionUse, suppress } from './suppressions.ts';

export interface ToolFinding extends Suppressible {
  readonly result: Result;
}

/** What tools found, and what of it somebody has answered for. */
export interface Acceptance {
  /** What nobody has accepted. */
  readonly open: readonly ToolFinding[];
  /** Suppressions that hold and cover something. */
  readonly accepted: readonly SuppressionUse[];
  /** Those that would, but have expired: what they cover is open. */
  readonly expired: readonly SuppressionUse[];
}

/** Sets the suppressions of the workspace against what tools found. */
export function acceptanceOf(runs: readonly Run[], suppressions: readonly Suppression[], today: Date): Acceptance {
  const findings = runs.flatMap(({ tool, results = [] }) =>
    results.map((result): ToolFinding => ({ tool: tool.driver.name, rule: result.ruleId ?? '', file: fileOf(result), result })),
  );
  const { suppressed, uses } = suppress(findings, suppressions, [], today);
  const used = uses.filter((use) => use.findings > 0);
  return {
    open: findings.filter((finding) => !suppressed.has(finding)),
    accepted: used.filter(({ expired }) => !expired),
    expired: used.filter(({ expired }) => expired),
  };
}

/** For a terminal, a line for each suppression that made a difference. */
export function acceptedLines({ accepted }: Acceptance): string[] {
  return accepted.map(
    ({ rule, path, expires, owner, reason }) => `accepted until ${expires} by ${owner}: ${rule} in ${path}, as ${reason}`,
  );
}
