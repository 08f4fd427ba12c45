import stringWidth from 'string-width';
import { align, type Cell, ellipsize, paint, type Style, wrapList } from './align.ts';
import { formatFindings } from './findings/text.ts';
import { type Matrix, type MatrixCell, matrixOf } from './matrix.ts';
import { printable } from './printable.ts';
import { count, formatDuration, formatSize } from './quantities.ts';
import { durationOf, type Report, type ReportDeploy } from './report.ts';
import type { TaskStatus } from './run.ts';
import { NO_FAILED_TASK, NOTHING_TOUCHED, rerunCommand, type Summary, shortCommit, shortDigest, summarize } from './summary.ts';
import { testName } from './tests.ts';

export interface TableOptions {
  /** Width of the terminal. Long project names are cut to fit; a run of very many targets may still be wider. */
  readonly columns: number;
  readonly color: boolean;
}

const MAX_TESTS = 20;

/** Narrowest that a project name is cut to. */
const MIN_NAME_WIDTH = 12;

/** The report for a terminal or a CI log: details first, the verdict in the last line, next to the prompt. */
export function formatTable(report: Report, options: TableOptions): string {
  const summary = summarize(report.run);
  const blocks = [
    [`commit ${shortCommit(report)}, compared with ${printable(report.base)}`],
    summary.tasks === 0 ? [NOTHING_TOUCHED] : formatMatrix(matrixOf(report.run), options),
    formatUntouched(summary, options),
    formatImages(report, options),
    formatTests(report, options),
    formatFindings(report.findings, options),
    formatFailures(report, summary, options),
    formatDeploy(report, options),
    formatVerdict(report, summary, options),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function formatMatrix({ targets, rows }: Matrix, { columns, color }: TableOptions): string[] {
  const states = rows.map(({ cells }) => cells.map(stateOf));
  const taken = targets.map((target, column) => {
    const texts = [printable(target), ...states.map((row) => row[column]?.text ?? '')];
    return 2 + Math.max(...texts.map((text) => stringWidth(text)));
  });
  const nameWidth = Math.max(
    MIN_NAME_WIDTH,
    taken.reduce((room, width) => room - width, columns),
  );
  const header: Cell[] = ['project', ...targets].map((text) => ({ text: printable(text), style: 'dim' }));
  const body = rows.map(({ project }, index): Cell[] => [
    { text: ellipsize(printable(project), nameWidth), style: 'bold' },
    ...(states[index] ?? []),
  ]);
  return align([header, ...body], color);
}

const STATES: Readonly<Record<Exclude<TaskStatus, 'ran'>, Cell>> = {
  'cached-local': { text: 'cached', style: 'dim' },
  'cached-remote': { text: 'cached', style: 'dim' },
  failed: { text: 'failed', style: 'red' },
  skipped: { text: 'skipped', style: 'yellow' },
};

function stateOf(cell: MatrixCell): Cell {
  if (cell === 'no target') return { text: '-', style: 'dim' };
  if (cell === 'not run') return { text: 'not run', style: 'dim' };
  return cell.status === 'ran' ? { text: formatDuration(cell.durationMs), style: 'cyan' } : STATES[cell.status];
}

function formatUntouched({ untouched }: Summary, { columns, color }: TableOptions): string[] {
  if (untouched.length === 0) return [];
  return wrapList(`not touched (${untouched.length}):`, untouched.map(printable), columns).map((text) =>
    paint({ text, style: 'dim' }, color),
  );
}

function formatImages({ images }: Report, { color }: TableOptions): string[] {
  const rows = images.map(({ image, digest, size, outcome, standIns }): Cell[] => [
    { text: `  ${printable(image)}`, style: 'bold' },
    { text: printable(shortDigest(digest)) },
    { text: formatSize(size) },
    { text: outcome, style: outcome === 'built' ? 'cyan' : 'dim' },
    { text: standIns.length === 0 ? '' : count(standIns.length, 'stand-in'), style: 'yellow' },
  ]);
  return rows.length === 0 ? [] : [paint({ text: 'images', style: 'dim' }, color), ...align(rows, color)];
}

function formatFailures({ success, reasons }: Report, { failed }: Summary, { color }: TableOptions): string[] {
  if (failed.length === 0) return success || reasons.length > 0 ? [] : [NO_FAILED_TASK];
  const rows = failed.map((task): Cell[] => [
    { text: `  ${printable(rerunCommand(task))}` },
    { text: `failed after ${formatDuration(task.durationMs)}`, style: 'red' },
  ]);
  return [paint({ text: `failed (${failed.length}), to see it again:`, style: 'red' }, color), ...align(rows, color)];
}

/** Only what somebody has to look at. */
function formatTests({ tests: { failures, flaky } }: Report, { columns, color }: TableOptions): string[] {
  const rows = [
    ...failures.map((test) => ({ word: 'failed', style: 'red', project: test.project, name: testName(test), place: test.place }) as const),
    ...flaky.map(({ project, name }) => ({ word: 'flaky', style: 'yellow', project, name, place: undefined }) as const),
  ];
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MAX_TESTS);
  const lines = shown.flatMap(({ word, style, project, name, place }) => [
    `  ${paint({ text: word, style }, color)} ${ellipsize(printable(`${project}: ${name}`), columns - word.length - 3)}`,
    // Whole, however long it is: terminals make a link of it.
    ...(place === undefined ? [] : [`    ${printable(`${place.file}:${place.line}`)}`]),
  ]);
  const rest = rows.length - shown.length;
  return [paint({ text: 'tests', style: 'dim' }, color), ...lines, ...(rest === 0 ? [] : [`  and ${rest} more`])];
}

const DEPLOY_STYLES: Readonly<Record<ReportDeploy['outcome'], Style>> = {
  deployed: 'green',
  unchanged: 'dim',
  skipped: 'yellow',
  failed: 'red',
};

function formatDeploy({ deploy }: Report, { color }: TableOptions): string[] {
  if (deploy === undefined) return [];
  return [`deploy ${paint({ text: deploy.outcome, style: DEPLOY_STYLES[deploy.outcome] }, color)}: ${printable(deploy.detail)}`];
}

function formatVerdict(report: Report, summary: Summary, { color }: TableOptions): string[] {
  const { success, reasons, savedMs, deploy } = report;
  const { tasks, ran, cachedLocal, cachedRemote, failed, skipped, workMs } = summary;
  const [word, style]: [string, Style] = success ? ['Passed', 'green'] : ['Failed', 'red'];
  const verdict = `${paint({ text: word, style }, color)} in ${formatDuration(durationOf(report))}`;
  const because = reasons.length === 0 ? [] : [paint({ text: printable(reasons.join(', ')), style: 'red' }, color)];
  if (tasks === 0) return [...because, verdict];
  const figures = [
    `${cachedLocal + cachedRemote} of ${count(tasks, 'task')} cached${cachedRemote === 0 ? '' : ` (${cachedRemote} remotely)`}`,
    `${ran} ran`,
    ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ];
  const times = [
    ...(workMs === 0 ? [] : [`${formatDuration(workMs)} of work`]),
    ...(savedMs === 0 ? [] : [`${formatDuration(savedMs)} saved by the cache`]),
    ...(deploy === undefined ? [] : [`${formatDuration(deploy.durationMs)} of deploy`]),
  ];
  return [figures.join(', '), ...because, [verdict, ...times].join(', ')];
}
