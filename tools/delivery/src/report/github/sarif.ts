import { gzipSync } from 'node:zlib';
import type { Log, Result, Run } from 'sarif';
import { FINGERPRINT } from '../../check/sarif/contract.ts';
import type { CheckResults } from '../findings/finding.ts';
import type { Findings, JudgedFinding } from '../findings/verdict.ts';

/** What GitHub takes in one upload: https://docs.github.com/code-security/reference/code-scanning/sarif-files */
export interface Limits {
  readonly runs: number;
  /** It takes 25,000 and shows this many of them. */
  readonly results: number;
  /** Of the file, compressed with gzip. */
  readonly bytes: number;
}

const GITHUB: Limits = { runs: 20, results: 5_000, bytes: 10_000_000 };

/** Files to upload one by one: GitHub puts a folder together again and would meet its limit of runs. */
export interface Upload {
  readonly files: readonly Log[];
  /** What did not fit, for people. */
  readonly cut: readonly string[];
}

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/**
 * All runs, as many in a file as fit. Each run has a category of its own, `VERB/PROJECT/TOOL/`, so that an upload of what a
 * change touches replaces the alerts of those projects and of no other. A run of a tool that did not do its work is left out:
 * GitHub would close its alerts.
 */
export function uploadOf(results: readonly CheckResults[], { list }: Findings, limits: Limits = GITHUB): Upload {
  const judged = new Map(list.map((finding) => [keyOf(finding.tool, finding.fingerprint), finding]));
  const cut: string[] = [];
  const files: Log[] = [];
  let open: Run[] = [];
  const close = () => {
    if (open.length > 0) files.push(logOf(open));
    open = [];
  };
  for (const { check, run } of results) {
    if (check.state !== 'ran') continue;
    const whole = withStates(run, judged);
    const kept = fitting(whole, limits);
    const missing = (whole.results ?? []).length - (kept.results ?? []).length;
    if (missing > 0) cut.push(`${missing} of ${whole.results?.length} results of ${run.automationDetails?.id ?? check.tool}`);
    if (open.length === limits.runs || sizeOf([...open, kept]) > limits.bytes) close();
    open.push(kept);
  }
  close();
  return { files, cut };
}

/** Those of the change first, so that what is cut is what is known. */
function withStates(run: Run, judged: ReadonlyMap<string, JudgedFinding>): Run {
  const results = (run.results ?? []).map((result): Result => {
    const finding = judged.get(keyOf(run.tool.driver.name, result.partialFingerprints?.[FINGERPRINT]));
    if (finding === undefined) return result;
    const { state, suppression } = finding;
    const accepted = suppression && { suppressions: [{ kind: 'external' as const, justification: suppression.reason }] };
    return { ...result, baselineState: state === 'new' ? 'new' : 'unchanged', ...accepted };
  });
  return { ...run, results: results.sort((a, b) => rank(a) - rank(b)) };
}

function rank({ baselineState }: Result): number {
  return baselineState === 'new' ? 0 : 1;
}

/** Halves a run until it fits. */
function fitting(run: Run, { results: most, bytes }: Limits): Run {
  let kept = { ...run, results: (run.results ?? []).slice(0, most) };
  while (kept.results.length > 0 && sizeOf([kept]) > bytes) kept = { ...kept, results: kept.results.slice(0, kept.results.length >> 1) };
  return kept;
}

function logOf(runs: Run[]): Log {
  return { $schema: SCHEMA, version: '2.1.0', runs };
}

/** In bytes, compressed. What is small as it is, is not compressed to find out. */
function sizeOf(runs: Run[]): number {
  const text = JSON.stringify(logOf(runs));
  return text.length < 1_000_000 ? text.length : gzipSync(text).length;
}

function keyOf(tool: string, fingerprint: string | undefined): string {
  return `${tool}\0${fingerprint}`;
}
