import { createHash } from 'node:crypto';
import type { ReportingDescriptor, Result, Run } from 'sarif';
import { SUBJECT } from './contract.ts';

/** https://github.com/gitleaks/gitleaks/blob/v8.30.1/report/finding.go */
interface Leak {
  readonly RuleID: string;
  readonly Description: string;
  readonly File: string;
  readonly StartLine: number;
  readonly StartColumn: number;
  readonly Secret: string;
  /** Empty for a file of the working tree. */
  readonly Commit: string;
}

/** Its own SARIF shows the secrets. Of ours nobody can tell them. */
export function readGitleaks(text: string): readonly Run[] {
  const leaks = JSON.parse(text) as readonly Leak[];
  const rules = new Map(leaks.map(({ RuleID, Description }): [string, ReportingDescriptor] => [RuleID, ruleOf(RuleID, Description)]));
  return [{ tool: { driver: { name: 'gitleaks', rules: [...rules.values()] } }, results: leaks.map(resultOf) }];
}

function ruleOf(id: string, description: string): ReportingDescriptor {
  return { id, shortDescription: { text: description }, helpUri: 'https://github.com/gitleaks/gitleaks#readme' };
}

function resultOf({ RuleID, Description, File, StartLine, StartColumn, Secret, Commit }: Leak): Result {
  const inHistory =
    Commit === '' ? '' : ` It is in commit ${Commit.slice(0, 12)}: whoever has the repository has it, so let it be replaced.`;
  return {
    ruleId: RuleID,
    level: 'error',
    message: { text: `${Description}${inHistory}` },
    locations: [
      { physicalLocation: { artifactLocation: { uri: encodeURI(File) }, region: { startLine: StartLine, startColumn: StartColumn } } },
    ],
    // The same secret in the same file is the same problem, in the working tree and in a commit.
    properties: { severity: 'CRITICAL', [SUBJECT]: createHash('sha256').update(Secret).digest('hex') },
  };
}
