import type { ReportingDescriptor, Result, Run } from 'sarif';
import { BY_HAND } from './contract.ts';

/** What a tool without SARIF found. Lines and columns start at 1. */
export interface Finding {
  /** The tool's own name of the rule. */
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  /** Relative to the folder that the tool ran in, or absolute. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly endLine?: number;
  /** The column behind the last character. */
  readonly endColumn?: number;
  /** Address of the rule's documentation. */
  readonly help?: string | undefined;
  /** Whether the check's fix repairs it; without it, it does. */
  readonly fixable?: boolean;
}

/** The findings as a run of SARIF, as a tool would write it. */
export function runOfFindings(tool: string, findings: readonly Finding[]): Run {
  const rules = new Map(
    findings.map(({ rule, help }): [string, ReportingDescriptor] => [rule, { id: rule, ...(help ? { helpUri: help } : {}) }]),
  );
  return { tool: { driver: { name: tool, rules: [...rules.values()] } }, results: findings.map(resultOf) };
}

function resultOf({ rule, level, message, file, line, column, endLine, endColumn, fixable = true }: Finding): Result {
  const region = {
    startLine: line,
    ...(column === undefined ? {} : { startColumn: column }),
    ...(endLine === undefined ? {} : { endLine }),
    ...(endColumn === undefined ? {} : { endColumn }),
  };
  // A name of a file is no URI yet: a blank or a `%` in it would be read as something else.
  const artifactLocation = { uri: encodeURI(file) };
  const locations = [{ physicalLocation: { artifactLocation, region } }];
  return { ruleId: rule, level, message: { text: message }, locations, ...(fixable ? {} : { properties: { [BY_HAND]: true } }) };
}
