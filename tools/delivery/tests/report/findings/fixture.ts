import type { Result, Run } from 'sarif';
import type { Check, CheckResults, Finding } from '../../../src/report/findings/finding.ts';
import type { Findings, JudgedFinding } from '../../../src/report/findings/verdict.ts';

/** A finding of bandit that blocks. */
export function finding(facts: Partial<Finding> = {}): Finding {
  const own = {
    project: 'tax-scraper',
    verb: 'scan',
    tool: 'bandit',
    rule: 'B608',
    file: 'apps/tax-scraper/src/store.py',
    line: 12,
    ...facts,
  };
  return {
    level: 'error',
    severity: 'HIGH',
    blocks: true,
    message: 'Possible SQL injection',
    code: `query = f"SELECT {name}"`,
    fingerprint: `${own.rule} ${own.file} ${own.line}`,
    ...own,
    verb: own.verb as Finding['verb'],
  };
}

export function judged(state: JudgedFinding['state'], facts: Partial<JudgedFinding> = {}): JudgedFinding {
  return { ...finding(facts), state };
}

export function check(facts: Partial<Check> = {}): Check {
  return { project: 'tax-scraper', verb: 'scan', tool: 'bandit', state: 'ran', seconds: 1.5, ...facts };
}

export function findings(facts: Partial<Findings> = {}): Findings {
  return { checks: [check()], list: [], fixed: 0, suppressions: [], ...facts };
}

/** What a tool said, in the shape in which the verbs write it. */
export function results(found: readonly Finding[], facts: Partial<Check> = {}): CheckResults {
  const own = check(facts);
  const { tool, version, ...properties } = own;
  return { check: own, findings: found, run: runOf(tool, version, { ...properties }, found) };
}

function runOf(tool: string, version: string | undefined, properties: Record<string, unknown>, found: readonly Finding[]): Run {
  return {
    tool: { driver: { name: tool, ...(version === undefined ? {} : { semanticVersion: version }), rules: [] } },
    automationDetails: { id: `${properties['verb']}/${properties['project']}/${tool}/` },
    results: found.map(
      ({ rule, level, message, file, line, severity, blocks, fix, fingerprint }): Result => ({
        ruleId: rule,
        level,
        message: { text: message },
        locations: [{ physicalLocation: { artifactLocation: { uri: file, uriBaseId: '%SRCROOT%' }, region: { startLine: line } } }],
        partialFingerprints: { 'kerp/v1': fingerprint },
        properties: { severity, blocks, ...(fix === undefined ? {} : { fix }) },
      }),
    ),
    properties,
  };
}
