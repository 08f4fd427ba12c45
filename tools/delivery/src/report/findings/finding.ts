import type { Log, Result, Run } from 'sarif';

/** What one tool did for one project: one SARIF file of dist/lint or dist/scan. */
export interface Check {
  readonly project: string;
  readonly verb: Verb;
  readonly tool: string;
  readonly version?: string;
  /** `skipped`: it could not run here, as without its database. `failed`: it crashed, hung or printed what cannot be read. */
  readonly state: 'ran' | 'skipped' | 'failed';
  /** Why it did not run, and what to do. */
  readonly reason?: string;
  readonly remedy?: string;
  /** The vulnerability database that it used. */
  readonly database?: { readonly name: string; readonly date: string };
  readonly seconds: number;
}

export type Verb = 'lint' | 'scan';

export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** One problem at one place. */
export interface Finding {
  readonly project: string;
  readonly verb: Verb;
  readonly tool: string;
  readonly rule: string;
  /** What the rule is about, on the web. */
  readonly help?: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly severity: Severity;
  /** Whether it fails the check where it is new. */
  readonly blocks: boolean;
  readonly message: string;
  /** Relative to the workspace root, forward slashes. */
  readonly file: string;
  /** From 1 on. A finding in a file as a whole is at its first line. */
  readonly line: number;
  readonly column?: number;
  /** The line of code, without its indentation; missing where the file is no text. */
  readonly code?: string;
  /** Command that repairs it. */
  readonly fix?: string;
  /** The same for the same problem in the same file, also when its line has moved: see check/sarif. */
  readonly fingerprint: string;
}

export interface CheckResults {
  readonly check: Check;
  readonly findings: readonly Finding[];
  /** As it was read: what is uploaded is made of it. */
  readonly run: Run;
}

/** Name of our fingerprint among the partial fingerprints of a SARIF result. */
export const FINGERPRINT = 'kerp/v1';

/** @param log of one run, as the executors `lint` and `scan` write it. @throws TypeError for any other. */
export function resultsOf({ runs: [run] }: Log): CheckResults {
  if (run === undefined) throw new TypeError('has no run');
  const { project, verb, state, reason, remedy, database, seconds = 0 } = (run.properties ?? {}) as Partial<Check>;
  if (project === undefined || verb === undefined || state === undefined) throw new TypeError('does not say its project, verb and state');
  const { name: tool, semanticVersion: version } = run.tool.driver;
  const check: Check = {
    project,
    verb,
    tool,
    state,
    seconds,
    ...(version === undefined ? {} : { version }),
    ...(reason === undefined ? {} : { reason }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(database === undefined ? {} : { database }),
  };
  const help = new Map((run.tool.driver.rules ?? []).map(({ id, helpUri }) => [id, helpUri]));
  return { check, run, findings: (run.results ?? []).map((result) => findingOf(result, check, help)) };
}

function findingOf(result: Result, { project, verb, tool }: Check, helps: ReadonlyMap<string, string | undefined>): Finding {
  const { ruleId: rule = 'unknown', level, message, locations, partialFingerprints, properties } = result;
  const place = locations?.[0]?.physicalLocation;
  const fingerprint = partialFingerprints?.[FINGERPRINT];
  if (place?.artifactLocation?.uri === undefined || fingerprint === undefined) throw new TypeError(`has a result of ${rule} without place`);
  const { startLine: line = 1, startColumn: column } = place.region ?? {};
  const help = helps.get(rule);
  const { severity = 'MEDIUM', blocks = false, fix } = (properties ?? {}) as Partial<Pick<Finding, 'severity' | 'blocks' | 'fix'>>;
  return {
    project,
    verb,
    tool,
    rule,
    level: level === undefined || level === 'none' ? 'warning' : level,
    severity,
    blocks,
    message: message.text ?? '',
    file: decodeURI(place.artifactLocation.uri),
    line,
    fingerprint,
    ...(column === undefined ? {} : { column }),
    ...(help === undefined ? {} : { help }),
    ...(fix === undefined ? {} : { fix }),
  };
}
