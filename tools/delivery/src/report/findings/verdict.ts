import { type Suppression, type SuppressionUse, suppress } from '../../check/suppressions.ts';
import { SEVERITIES } from '../../toolchain/check.ts';
import { count } from '../quantities.ts';
import type { RunTask } from '../run.ts';
import { type Comparison, compare } from './baseline.ts';
import type { Check, CheckResults, Finding } from './finding.ts';

/** A finding as the report shows it. */
export interface JudgedFinding extends Finding {
  /** `new`: the change brought it. `old`: its base has it as well, so it blocks nothing. */
  readonly state: 'new' | 'old' | 'suppressed';
  readonly suppression?: Suppression;
}

/** Everything that the checks of a run found. */
export interface Findings {
  readonly checks: readonly Check[];
  /** New ones first, the severest first, then by place. */
  readonly list: readonly JudgedFinding[];
  /** Those of the base that the change has no more. */
  readonly fixed: number;
  readonly suppressions: readonly SuppressionUse[];
  /** Where the results of the base came from; missing where there was nothing to compare. */
  readonly base?: BaseResults;
}

/** How the results of the base were had. */
export interface BaseResults {
  readonly commit: string;
  /** Tasks whose result the cache had, and those that had to be run. */
  readonly restored: number;
  readonly ran: number;
  /** `project:verb` of checks that gave no result there: all that they find counts as new. */
  readonly missing: readonly string[];
}

export interface Evidence {
  readonly head: readonly CheckResults[];
  readonly base?: { readonly results: readonly CheckResults[]; readonly how: BaseResults };
  /** Earlier name -> present name. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly suppressions: readonly Suppression[];
  /** Of the projects that were checked. */
  readonly roots: readonly string[];
  readonly today: Date;
}

/** Puts together what the tools said of the change and of its base. */
export function judge({ head, base, renamed, suppressions, roots, today }: Evidence): Findings {
  const all = once(head.flatMap(({ findings }) => findings));
  const compared: Comparison = compare(all, once(base?.results.flatMap(({ findings }) => findings) ?? []), renamed);
  const { suppressed, uses } = suppress(all, suppressions, roots, today);
  const isNew = new Set(compared.new);
  const list = all.map((finding): JudgedFinding => {
    const suppression = suppressed.get(finding);
    if (suppression !== undefined) return { ...finding, state: 'suppressed', suppression };
    return { ...finding, state: isNew.has(finding) ? 'new' : 'old' };
  });
  return {
    checks: head.map(({ check }) => check),
    list: list.sort(byImportance),
    fixed: compared.fixed.length,
    suppressions: uses,
    ...(base === undefined ? {} : { base: base.how }),
  };
}

/**
 * Each problem once. Projects that share a file, such as a lock file, are told the same. Two tools may name one line by one rule, as
 * gitleaks does in the tree and in the commits; ruff's rules S101 to S704 are bandit's B101 to B704. The first that speaks is kept.
 */
function once(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  const speakers = new Map<string, string>();
  return findings.filter(({ tool, rule, file, line, fingerprint }) => {
    const problem = [rule.replace(/^S(?=\d{3}$)/, 'B'), file, line].join('\0');
    const speaker = speakers.get(problem) ?? tool;
    speakers.set(problem, speaker);
    const own = `${tool}\0${fingerprint}`;
    if (speaker !== tool || seen.has(own)) return false;
    seen.add(own);
    return true;
  });
}

const STATES: readonly JudgedFinding['state'][] = ['new', 'old', 'suppressed'];

function byImportance(a: JudgedFinding, b: JudgedFinding): number {
  return (
    STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
    Number(b.blocks) - Number(a.blocks) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.file, b.file) ||
    a.line - b.line ||
    compareText(a.rule, b.rule)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Why the run is no success, for people, in the order of weight; empty when it is one.
 * @param tasks all of the run. @param inCi where a tool that cannot run is a failure, not a skip.
 */
export function reasonsToFail({ checks, list, suppressions, base }: Findings, tasks: readonly RunTask[], inCi: boolean): string[] {
  const blocking = list.filter(({ state, blocks }) => state === 'new' && blocks).length;
  const crashed = checks.filter(({ state }) => state === 'failed').length;
  const skipped = inCi ? checks.filter(({ state }) => state === 'skipped').length : 0;
  const expired = suppressions.filter((suppression) => suppression.expired).length;
  const failed = tasks.filter(({ status }) => status === 'failed').length;
  return [
    ...(blocking === 0
      ? []
      : [`${count(blocking, base === undefined ? 'finding' : 'new finding')} that ${blocking === 1 ? 'blocks' : 'block'}`]),
    ...(failed === 0 ? [] : [`${count(failed, 'failed task')}`]),
    ...(crashed === 0 ? [] : [`${count(crashed, 'tool')} that failed`]),
    ...(skipped === 0 ? [] : [`${count(skipped, 'tool')} that could not run`]),
    ...(expired === 0 ? [] : [`${count(expired, 'suppression')} that expired`]),
  ];
}
