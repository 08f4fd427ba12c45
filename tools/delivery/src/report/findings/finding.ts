import type { Log, Result, Run } from 'sarif';
import { FINGERPRINT, type ResultFacts, type RunFacts, resultFacts, runFacts, type Verb } from '../../check/sarif/contract.ts';

/** What one tool did for one project: one SARIF file of dist/lint, dist/scan or dist/audit. */
export interface Check extends RunFacts {
  readonly tool: string;
  readonly version?: string;
}

/** One problem at one place. */
export interface Finding extends ResultFacts {
  readonly project: string;
  readonly verb: Verb;
  readonly tool: string;
  readonly rule: string;
  /** What the rule is about, on the web. */
  readonly help?: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  /** Relative to the workspace root, forward slashes. */
  readonly file: string;
  /** From 1 on. A finding in a file as a whole is at its first line. */
  readonly line: number;
  readonly column?: number;
  /** The line of code, without its indentation; missing where the file is no text. */
  readonly code?: string;
  /** The same for the same problem in the same file, also when its line has moved: see check/sarif. */
  readonly fingerprint: string;
}

export interface CheckResults {
  readonly check: Check;
  readonly findings: readonly Finding[];
  /** As it was read: what is uploaded is made of it. */
  readonly run: Run;
}

/** @param log of one run, as the verbs write it: see check/sarif/contract.ts. @throws TypeError for any other. */
export function resultsOf({ runs: [run] }: Log): CheckResults {
  if (run?.properties === undefined) throw new TypeError('it has no run that says its project');
  const { name: tool, semanticVersion: version, rules = [] } = run.tool.driver;
  const check: Check = { ...runFacts(run), tool, ...(version === undefined ? {} : { version }) };
  const help = new Map(rules.map(({ id, helpUri }) => [id, helpUri]));
  return { check, run, findings: (run.results ?? []).map((result) => findingOf(result, check, help)) };
}

function findingOf(result: Result, { project, verb, tool }: Check, helps: ReadonlyMap<string, string | undefined>): Finding {
  const { ruleId: rule = tool, level, message, locations, partialFingerprints } = result;
  const place = locations?.[0]?.physicalLocation;
  const fingerprint = partialFingerprints?.[FINGERPRINT];
  if (place?.artifactLocation?.uri === undefined || fingerprint === undefined) throw new TypeError(`a result of ${rule} has no place`);
  const { startLine: line = 1, startColumn: column } = place.region ?? {};
  const help = helps.get(rule);
  return {
    ...resultFacts(result),
    project,
    verb,
    tool,
    rule,
    level: level === undefined || level === 'none' ? 'warning' : level,
    message: message.text ?? '',
    file: decodeURIComponent(place.artifactLocation.uri),
    line,
    fingerprint,
    ...(column === undefined ? {} : { column }),
    ...(help === undefined ? {} : { help }),
  };
}
