import { stripVTControlCharacters } from 'node:util';
import type { Finding } from './finding.ts';

const PLACED = /^(?<file>.+)\((?<line>\d+),(?<column>\d+)\): (?<kind>error|warning|message) (?<rule>TS\d+): (?<message>.*)$/;
/** Of the settings as a whole, such as a file that does not exist. */
const UNPLACED = /^(?<kind>error|warning|message) (?<rule>TS\d+): (?<message>.*)$/;

/**
 * `tsc --pretty false`, which has no format for machines; its own is one line for each finding, and more that are indented.
 * https://github.com/microsoft/TypeScript/blob/main/src/compiler/program.ts, formatDiagnostic
 * @param settings file that findings without a place are about.
 */
export function tsc(text: string, settings = 'tsconfig.json'): Finding[] {
  const findings: Finding[] = [];
  for (const line of stripVTControlCharacters(text).split(/\r?\n/)) {
    const { groups } = PLACED.exec(line) ?? UNPLACED.exec(line) ?? {};
    const last = findings.at(-1);
    if (groups) {
      const { file = settings, line: row = '1', column, kind, rule = '', message = '' } = groups;
      const level = kind === 'message' ? 'note' : (kind as Finding['level']);
      findings.push({ rule, level, message, file, line: Number(row), ...(column === undefined ? {} : { column: Number(column) }) });
    } else if (last && /^\s+\S/.test(line)) findings.splice(-1, 1, { ...last, message: `${last.message}\n${line}` });
    else if (line.trim() !== '') throw new SyntaxError(`'${line}' is no finding`);
  }
  return findings;
}
