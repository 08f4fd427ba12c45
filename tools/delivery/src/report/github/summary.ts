import { percentOf } from '../coverage.ts';
import type { JudgedFinding } from '../findings/verdict.ts';
import { printable } from '../printable.ts';
import { count, formatChange, formatDuration, formatPoints, formatSize } from '../quantities.ts';
import { durationOf, type Report } from '../report.ts';
import { NOTHING_TOUCHED, rerunCommand, shortCommit, summarize } from '../summary.ts';
import { testName } from '../tests.ts';

/** What GitHub takes of a step's summary; a longer one it drops as a whole. */
const MAX_BYTES = 1024 * 1024;

/** The report as the summary of a job, in GitHub's Markdown: the verdict, then what somebody has to look at. */
export function formatSummary(report: Report, limit = MAX_BYTES): string {
  const { run, success, reasons, findings, tests } = report;
  const { tasks, cachedLocal, cachedRemote, ran, failed } = summarize(run);
  const fresh = findings.list.filter(({ state }) => state === 'new');
  const old = findings.list.filter(({ state }) => state === 'old').length;
  const blocks = [
    `## ${success ? '✅ Passed' : '❌ Failed'} in ${formatDuration(durationOf(report))}`,
    `Commit \`${shortCommit(report)}\`, compared with ${text(report.base)}.`,
    reasons.length === 0 ? '' : `**${text(reasons.join(', '))}**`,
    tasks === 0 ? NOTHING_TOUCHED : `${count(tasks, 'task')}: ${ran} ran, ${cachedLocal + cachedRemote} cached, ${failed.length} failed.`,
    ...section('New findings', ['', 'Severity', 'Where', 'Rule', 'What'], fresh.map(findingRow)),
    old === 0 ? '' : `${count(old, 'old finding')} of the base, not blocking.`,
    ...section(
      'Did not run',
      ['Tool', 'Check', 'Why', 'Remedy'],
      findings.checks
        .filter(({ state }) => state !== 'ran')
        .map(({ tool, project, verb, reason = '', remedy = '' }) => [tool, `${project}:${verb}`, reason, remedy]),
    ),
    ...section(
      'Failed tasks',
      ['Task', 'To see it again'],
      failed.map((task) => [`${task.project}:${task.target}`, rerunCommand(task)]),
    ),
    ...section(
      'Failed tests',
      ['Project', 'Test', 'Where'],
      tests.failures.map((test) => [test.project, testName(test), test.place === undefined ? '' : `${test.place.file}:${test.place.line}`]),
    ),
    ...section(
      'Flaky tests',
      ['Project', 'Test'],
      tests.flaky.map(({ project, name }) => [project, name]),
    ),
    ...section('Coverage', ['Project', 'Covered', 'Change'], report.coverage.map(coverageRow)),
    ...section(
      'Suppressions',
      ['Rule', 'Path', 'Until', 'Owner', 'Reason', 'State'],
      findings.suppressions.map(({ rule, path, expires, owner, reason, expired, findings, checked }) => {
        const state = expired ? 'expired' : findings > 0 ? count(findings, 'finding') : checked ? 'unused' : 'not checked';
        return [rule, path, expires, owner, reason, state];
      }),
    ),
    ...section(
      'Images',
      ['Image', 'Size', 'Change'],
      report.images.map(({ image, size, baseSize }) => [image, formatSize(size), formatChange(size, baseSize)]),
    ),
  ];
  return fit(
    blocks.filter((block) => block !== '').flatMap((block) => [...block.split('\n'), '']),
    limit,
  );
}

function findingRow({ file, line, rule, tool, severity, blocks, message, fix }: JudgedFinding): string[] {
  return [blocks ? '⛔' : '', severity, `${file}:${line}`, `${rule} (${tool})`, fix === undefined ? message : `${message} Fix: ${fix}`];
}

function coverageRow({ project, covered, total, base }: Report['coverage'][number]): string[] {
  const now = percentOf({ covered, total });
  return [project, `${now.toFixed(1)} %`, base === undefined ? 'not known' : formatPoints(now - percentOf(base))];
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(text).join(' | ')} |`;
  return [`### ${title}`, [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')];
}

const SPECIAL = /[\\`*_{}[\]()<>#+!|~@&$^]/g;

/** Text that Markdown and HTML leave as it is: nobody is mentioned, nothing is a link, no cell ends early. */
function text(raw: string): string {
  return printable(raw.replaceAll(/\s+/g, ' ')).replaceAll(SPECIAL, (character) => `&#${character.codePointAt(0)};`);
}

/** Whole lines as far as they fit, and then how many are missing. */
function fit(lines: readonly string[], limit: number): string {
  const note = (left: number) => `\n${count(left, 'line')} more did not fit: see the page of the report.\n`;
  const room = limit - Buffer.byteLength(note(lines.length));
  let size = 0;
  const end = lines.findIndex((line) => {
    size += Buffer.byteLength(line) + 1;
    return size > room;
  });
  return end === -1 ? `${lines.join('\n')}\n` : `${lines.slice(0, end).join('\n')}\n${note(lines.length - end)}`;
}
