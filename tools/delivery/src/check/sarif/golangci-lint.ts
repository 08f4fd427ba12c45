import type { ReportingDescriptor, Result, Run } from 'sarif';
import { SEVERITIES } from '../../toolchain/check.ts';
import { ofWord } from './severity.ts';

/** https://github.com/golangci/golangci-lint/blob/v2.12.0/pkg/result/issue.go */
interface Report {
  readonly Issues: readonly Issue[] | null;
}

interface Issue {
  readonly FromLinter: string;
  readonly Text: string;
  /** Of gosec: high, medium or low. */
  readonly Severity: string;
  readonly Pos: { readonly Filename: string; readonly Line: number; readonly Column: number };
}

/** Its own SARIF has neither the rules of gosec nor their severity. */
export function readGolangciLint(text: string): readonly Run[] {
  const { Issues } = JSON.parse(text) as Report;
  const results = severest(Issues ?? []).map(resultOf);
  const ids = new Set(results.flatMap(({ ruleId = '' }) => (/^G\d+$/.test(ruleId) ? [ruleId] : [])));
  return [{ tool: { driver: { name: 'golangci-lint', rules: [...ids].map(gosecRule) } }, results }];
}

/**
 * Several rules of gosec tell the same problem, such as an SQL injection by its form and by where the text comes from. Of those
 * for one line the severest is kept, always the same one; golangci-lint itself (uniq-by-line) keeps now this one, now that.
 */
function severest(issues: readonly Issue[]): Issue[] {
  const lines = Map.groupBy(issues, ({ FromLinter, Pos }) => (FromLinter === 'gosec' ? `${Pos.Filename}:${Pos.Line}` : Pos));
  return [...lines.values()].map((said) => said.reduce((best, one) => (isBefore(one, best) ? one : best)));
}

function isBefore(a: Issue, b: Issue): boolean {
  const [rankA, rankB] = [a, b].map(({ Severity }) => SEVERITIES.indexOf(ofWord(Severity) ?? 'LOW'));
  return rankA === rankB ? a.Text < b.Text : (rankA ?? 0) < (rankB ?? 0);
}

function resultOf({ FromLinter, Text, Severity, Pos }: Issue): Result {
  const gosec = FromLinter === 'gosec' ? /^(G\d+): (.*)$/s.exec(Text) : null;
  return {
    ruleId: gosec?.[1] ?? FromLinter,
    level: 'error',
    message: { text: gosec?.[2] ?? Text },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(Pos.Filename) }, region: { startLine: Pos.Line, startColumn: Pos.Column } },
      },
    ],
    ...(Severity === '' ? {} : { properties: { severity: Severity } }),
  };
}

function gosecRule(id: string): ReportingDescriptor {
  return { id, helpUri: 'https://github.com/securego/gosec#available-rules' };
}
