import type { ReportingDescriptor, Result } from 'sarif';
import { SEVERITIES, type Severity } from '../../toolchain/check.ts';

type Level = 'error' | 'warning' | 'note';

/** The level that a result has by itself or by its rule; SARIF's default is a warning. */
export function levelOf({ level }: Result, rule: ReportingDescriptor | undefined): Level {
  const stated = level ?? rule?.defaultConfiguration?.level ?? 'warning';
  return stated === 'none' ? 'note' : stated;
}

const BY_LEVEL: Readonly<Record<Level, Severity>> = { error: 'HIGH', warning: 'MEDIUM', note: 'LOW' };

/** The words of CVSS, and of tools that have words of their own (bandit, gosec, trivy, GitHub's advisories). */
const BY_WORD: Readonly<Record<string, Severity>> = {
  CRITICAL: 'CRITICAL',
  HIGH: 'HIGH',
  MEDIUM: 'MEDIUM',
  MODERATE: 'MEDIUM',
  LOW: 'LOW',
};

/** What a tool says of the severity itself, then the score of its rule, then the level. */
export function severityOf(result: Result, rule: ReportingDescriptor | undefined): Severity {
  const word = result.properties?.['severity'] ?? result.properties?.['issue_severity'];
  const stated = ofWord(word);
  return (
    stated ??
    ofScore(result.properties?.['security-severity'] ?? rule?.properties?.['security-severity']) ??
    BY_LEVEL[levelOf(result, rule)]
  );
}

export function ofWord(word: unknown): Severity | undefined {
  return typeof word === 'string' ? BY_WORD[word.toUpperCase()] : undefined;
}

/** @param score of CVSS, 0 to 10, as a number or a text. https://www.first.org/cvss/v3.1/specification-document, section 5 */
export function ofScore(score: unknown): Severity | undefined {
  const value = typeof score === 'string' && score.trim() !== '' ? Number(score) : score;
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  if (value >= 9) return 'CRITICAL';
  if (value >= 7) return 'HIGH';
  return value >= 4 ? 'MEDIUM' : 'LOW';
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
}
