import type { Finding } from './finding.ts';

/** A unified diff between files and what a formatter makes of them: one finding at each hunk, where the first line differs. */
export function diff(text: string): Finding[] {
  const findings: Finding[] = [];
  let file: string | undefined;
  let line = 0;
  let told = true;
  for (const row of text.split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@/.exec(row);
    if (row.startsWith('+++ ')) file = row.slice('+++ '.length).split('\t', 1)[0] ?? '';
    else if (hunk) [line, told] = [Number(hunk[1]), false];
    else if (file === undefined || told || row.startsWith('---')) continue;
    else if (/^[-+]/.test(row)) {
      findings.push({ rule: 'format', level: 'error', message: 'Not formatted', file, line: Math.max(line, 1) });
      told = true;
    } else line += 1;
  }
  return findings;
}
