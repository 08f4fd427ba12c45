import type { LineRange } from '../../ports.ts';
import type { JudgedFinding } from '../findings/verdict.ts';
import { type ProjectTest, testName } from '../tests.ts';

/** What GitHub shows of one step at most, for each type; the rest it drops silently. */
const MAX_OF_TYPE = 10;

/** How many characters of a message it shows whole. */
const MAX_MESSAGE = 4000;

/** Lines that a change added or altered, by file; of a new file all of them: undefined. */
export type ChangedLines = ReadonlyMap<string, readonly LineRange[] | undefined>;

export interface Annotations {
  /** Workflow commands, one a line. */
  readonly lines: readonly string[];
  /** New findings and failed tests that are not among them. */
  readonly left: number;
}

type Type = 'error' | 'warning' | 'notice';

/** What is to be said beside the code. */
interface Remark {
  readonly type: Type;
  readonly title: string;
  readonly text: string;
  /** Missing where a test failed and names no line of the workspace: then it stands at the run. */
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
}

/**
 * Failed tests and new findings as workflow commands of GitHub Actions: those at lines of the diff first, then those that block, as
 * only ten of each type are shown. https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotate(list: readonly JudgedFinding[], changed: ChangedLines, failures: readonly ProjectTest[] = []): Annotations {
  const remarks = [...failures.map(ofTest), ...list.filter(({ state }) => state === 'new').map(ofFinding)];
  const inDiff = new Set(remarks.filter((remark) => isIn(changed, remark)));
  const sorted = remarks.toSorted((a, b) => Number(inDiff.has(b)) - Number(inDiff.has(a)));
  const shown = Map.groupBy(sorted, ({ type }) => type)
    .values()
    .flatMap((ofType) => ofType.slice(0, MAX_OF_TYPE))
    .map(commandOf)
    .toArray();
  return { lines: shown, left: remarks.length - shown.length };
}

function isIn(changed: ChangedLines, { file = '', line = 1 }: Remark): boolean {
  if (!changed.has(file)) return false;
  return changed.get(file)?.some(([first, last]) => first <= line && line <= last) ?? true;
}

function ofFinding({ blocks, level, file, line, column, rule, tool, severity, message, fix }: JudgedFinding): Remark {
  return {
    type: blocks ? 'error' : level === 'note' ? 'notice' : 'warning',
    title: `${severity} ${rule} (${tool})`,
    text: fix === undefined ? message : `${message}\nfix: ${fix}`,
    file,
    line,
    ...(column === undefined ? {} : { col: column }),
  };
}

function ofTest({ project, place, message = '', ...test }: ProjectTest): Remark {
  const text = `${message}\nagain: npx nx run ${project}:test`.trim();
  return { type: 'error', title: `failed: ${testName(test)} (${project})`, text, ...place };
}

function commandOf({ type, title, text, file, line, col }: Remark): string {
  const written = Object.entries({ file, line, col, title }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${property(String(value))}`],
  );
  return `::${type} ${written.join(',')}::${data(text.slice(0, MAX_MESSAGE))}`;
}

/** As @actions/core does it: what would end the line, the properties or the command is written in hexadecimal. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
