import type { Result, Run } from 'sarif';
import { fileOf, resultFacts, runFacts } from './sarif/contract.ts';

/** What the tools found, for a terminal: by file, a line for each finding, then what repairs it, then who did not look. */
export function listing(runs: readonly Run[]): string[] {
  const lines: string[] = [];
  const findings = runs.flatMap(({ results = [] }) => results).sort(byPlace);
  let before: string | undefined;
  for (const finding of findings) {
    const file = fileOf(finding);
    if (before !== undefined && before !== file) lines.push('');
    lines.push(lineOf(finding));
    before = file;
  }
  const fixes = new Set(findings.flatMap((finding) => resultFacts(finding).fix ?? []));
  for (const fix of fixes) lines.push('', `fix: ${fix}`);
  if (lines.length > 0) lines.push('');
  return [...lines, ...runs.map(summaryOf)];
}

/** The beginning is what editors and terminals make a link of. */
function lineOf(result: Result): string {
  const { startLine = 1, startColumn } = result.locations?.[0]?.physicalLocation?.region ?? {};
  const place = [inOneLine(fileOf(result)), startLine, ...(startColumn === undefined ? [] : [startColumn])].join(':');
  return `${place} ${resultFacts(result).severity} ${result.ruleId} ${inOneLine(result.message.text ?? '')}`;
}

function summaryOf(run: Run): string {
  const { state, reason = '', remedy, database } = runFacts(run);
  const { name } = run.tool.driver;
  if (state !== 'ran')
    return [`${name}: ${state === 'skipped' ? 'NOT RUN' : 'FAILED'}, ${inOneLine(reason)}`, `  fix    ${remedy}`].join('\n');
  const results = run.results ?? [];
  const blocking = results.filter((result) => resultFacts(result).blocks).length;
  const found =
    results.length === 0 ? 'no findings' : `${results.length} ${results.length === 1 ? 'finding' : 'findings'}, ${blocking} blocking`;
  return `${name}: ${found}${database ? ` (${database.name} of ${database.date.slice(0, 10)})` : ''}`;
}

function byPlace(a: Result, b: Result): number {
  return compareText(fileOf(a), fileOf(b)) || startOf(a) - startOf(b) || compareText(a.ruleId ?? '', b.ruleId ?? '');
}

function startOf({ locations }: Result): number {
  return locations?.[0]?.physicalLocation?.region?.startLine ?? 1;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** File names, code and messages may hold line ends and escape sequences that would drive the terminal. */
function inOneLine(text: string): string {
  return text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
}
