import type { SuppressionUse } from '../../check/suppressions.ts';
import type { Severity } from '../../toolchain/check.ts';
import { ellipsize, paint, type Style, wrapText } from '../align.ts';
import { printable } from '../printable.ts';
import { count } from '../quantities.ts';
import type { TableOptions } from '../table.ts';
import type { Check } from './finding.ts';
import type { Findings, JudgedFinding } from './verdict.ts';

/** More are on the page: nobody scrolls through them here. */
const MAX_FINDINGS = 40;

const STYLES: Readonly<Record<Severity, Style>> = { CRITICAL: 'red', HIGH: 'red', MEDIUM: 'yellow', LOW: 'dim' };

/** What the checks found, for a terminal: new findings by file with what repairs them, then only the count of old ones. */
export function formatFindings({ list, checks, fixed, suppressions, base }: Findings, options: TableOptions): string[] {
  const { columns, color } = options;
  const fresh = list.filter(({ state }) => state === 'new');
  const old = list.filter(({ state }) => state === 'old').length;
  const suppressed = list.filter(({ state }) => state === 'suppressed').length;
  const shown = fresh.slice(0, MAX_FINDINGS);
  const counts = [
    count(fresh.length, base === undefined ? 'finding' : 'new finding'),
    ...(old === 0 ? [] : [`${old} old, not blocking`]),
    ...(suppressed === 0 ? [] : [`${suppressed} suppressed`]),
    ...(fixed === 0 ? [] : [`${fixed} of the base gone`]),
  ].join(', ');
  const lines = [
    ...[...Map.groupBy(shown, ({ file }) => file)].flatMap(([file, own]) => [
      paint({ text: printable(file), style: 'bold' }, color),
      ...own.flatMap((finding) => formatFinding(finding, options)),
    ]),
    ...(fresh.length > shown.length ? [`and ${fresh.length - shown.length} more on the page`] : []),
    ...fixes(fresh).map((fix) => `${paint({ text: 'fix', style: 'dim' }, color)}  ${printable(fix)}`),
    ...suppressions.filter(isWorthALine).flatMap((suppression) => formatSuppression(suppression, options)),
    ...checks.filter(({ state }) => state !== 'ran').flatMap((check) => formatCheck(check, options)),
    ...(base === undefined || base.missing.length === 0
      ? []
      : wrapText(`not checked on the base, so all findings are new: ${base.missing.join(', ')}`, '', columns)),
  ];
  if (list.length === 0 && lines.length === 0) return checks.length === 0 ? [] : wrapText(`no findings of ${toolsOf(checks)}`, '', columns);
  return [...lines, counts];
}

function formatFinding(
  { line, column, severity, blocks, rule, tool, message, code }: JudgedFinding,
  { columns, color }: TableOptions,
): string[] {
  const place = column === undefined ? `${line}` : `${line}:${column}`;
  const head = `  ${place}  ${paint({ text: severity, style: STYLES[severity] }, color)}  ${printable(rule)} (${printable(tool)})${blocks ? '' : ', not blocking'}`;
  return [
    head,
    ...wrapText(printable(message), '    ', columns),
    ...(code === undefined || code === ''
      ? []
      : [paint({ text: `    ${ellipsize(`| ${printable(code)}`, columns - 4)}`, style: 'dim' }, color)]),
  ];
}

/** Each command once, in the order of what it repairs. */
function fixes(findings: readonly JudgedFinding[]): string[] {
  return [...new Set(findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix])))];
}

/** What holds elsewhere is on the page. */
function isWorthALine({ expired, checked }: SuppressionUse): boolean {
  return expired || checked;
}

function formatSuppression(
  { rule, path, expired, findings, owner, expires, reason }: SuppressionUse,
  { columns, color }: TableOptions,
): string[] {
  const [word, style, rest]: [string, Style, string] = expired
    ? ['suppression expired', 'red', `ask ${owner}: correct it, or renew it in suppressions.json`]
    : findings === 0
      ? ['suppression unused', 'yellow', 'remove it from suppressions.json']
      : ['suppressed', 'dim', `${count(findings, 'finding')} until ${expires} by ${owner}: ${reason}`];
  const head = `${paint({ text: word, style }, color)} ${printable(`${rule} in ${path}${expired ? ` on ${expires}` : ''}`)}`;
  return [head, ...wrapText(printable(rest), '    ', columns)];
}

function formatCheck(
  { project, verb, tool, state, reason = 'no reason given', remedy }: Check,
  { columns, color }: TableOptions,
): string[] {
  const [word, style]: [string, Style] = state === 'failed' ? ['failed', 'red'] : ['not run', 'yellow'];
  return [
    `${paint({ text: word, style }, color)} ${printable(`${tool} (${project}:${verb})`)}`,
    ...wrapText(printable(reason), '    ', columns),
    ...(remedy === undefined ? [] : wrapText(printable(`fix  ${remedy}`), '    ', columns)),
  ];
}

function toolsOf(checks: readonly Check[]): string {
  return [...new Set(checks.map(({ tool }) => tool))].sort().join(', ');
}
