import type { LineRange } from '../../ports.ts';
import type { JudgedFinding } from '../findings/verdict.ts';

/** What GitHub shows of one step at most, for each type; the rest it drops silently. */
const MAX_OF_TYPE = 10;

/** How many characters of a message it shows whole. */
const MAX_MESSAGE = 4000;

/** Lines that a change added or altered, by file; of a new file all of them: undefined. */
export type ChangedLines = ReadonlyMap<string, readonly LineRange[] | undefined>;

export interface Annotations {
  /** Workflow commands, one a line. */
  readonly lines: readonly string[];
  /** New findings that are not among them. */
  readonly left: number;
}

/**
 * New findings as workflow commands of GitHub Actions: those at lines of the diff first, then those that block, as only ten
 * of each type are shown. https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotate(list: readonly JudgedFinding[], changed: ChangedLines): Annotations {
  const fresh = list.filter(({ state }) => state === 'new').map((finding) => ({ finding, inDiff: isIn(changed, finding) }));
  const sorted = fresh.sort((a, b) => Number(b.inDiff) - Number(a.inDiff) || Number(b.finding.blocks) - Number(a.finding.blocks));
  const shown = Map.groupBy(sorted, ({ finding }) => typeOf(finding))
    .values()
    .flatMap((ofType) => ofType.slice(0, MAX_OF_TYPE))
    .map(({ finding }) => commandOf(finding))
    .toArray();
  return { lines: shown, left: fresh.length - shown.length };
}

function isIn(changed: ChangedLines, { file, line }: JudgedFinding): boolean {
  if (!changed.has(file)) return false;
  return changed.get(file)?.some(([first, last]) => first <= line && line <= last) ?? true;
}

function typeOf({ blocks, level }: JudgedFinding): 'error' | 'warning' | 'notice' {
  if (blocks) return 'error';
  return level === 'note' ? 'notice' : 'warning';
}

function commandOf(finding: JudgedFinding): string {
  const { file, line, column, rule, tool, severity, message, fix } = finding;
  const properties = { file, line, ...(column === undefined ? {} : { col: column }), title: `${severity} ${rule} (${tool})` };
  const text = fix === undefined ? message : `${message}\nfix: ${fix}`;
  const written = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${typeOf(finding)} ${written.join(',')}::${data(text.slice(0, MAX_MESSAGE))}`;
}

/** As @actions/core does it: what would end the line, the properties or the command is written in hexadecimal. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
