import { align, type Cell, wrapText } from '../report/align.ts';
import type { Finding, Group } from './checks.ts';

const COLUMNS = 80;

const MARKS: Readonly<Record<Finding['state'], Cell>> = {
  there: { text: 'ok', style: 'green' },
  missing: { text: 'MISSING', style: 'red' },
  absent: { text: '-', style: 'yellow' },
};

/** What was found, at most 80 columns wide; below what is not there, what for and the command that brings it. */
export function formatDiagnosis(groups: readonly Group[], color: boolean): string {
  const shown = groups.flatMap(({ title, findings }) => {
    const rows = align(
      findings.map(({ name, state, detail }) => [{ text: `  ${name}` }, MARKS[state], { text: detail }]),
      color,
    );
    const lines = findings.flatMap(({ needed, fix }, index) => [rows[index] ?? '', ...labelled('for', needed), ...labelled('fix', fix)]);
    return [title, ...lines, ''];
  });
  return [...shown, ...wrapText(verdict(groups.flatMap(({ findings }) => findings)), '', COLUMNS)].join('\n');
}

function labelled(label: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  return wrapText(text, ' '.repeat(11), COLUMNS).map((line, index) => (index === 0 ? `      ${label}  ${line.trimStart()}` : line));
}

export function isWell(groups: readonly Group[]): boolean {
  return groups.every(({ findings }) => findings.every(({ state }) => state !== 'missing'));
}

function verdict(findings: readonly Finding[]): string {
  const missing = findings.filter(({ state }) => state === 'missing').map(({ name }) => name);
  if (missing.length > 0) return `Missing: ${missing.join(', ')}. Bring them as said above, then: make doctor`;
  return 'Ready. Next: make pipeline, or: make help';
}
