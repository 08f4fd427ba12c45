import { appendFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileWhole } from '../adapters/files.ts';
import type { Changes } from '../ports.ts';
import { wantsColor } from '../report/color.ts';
import type { CheckResults } from '../report/findings/finding.ts';
import { annotate } from '../report/github/annotations.ts';
import { uploadOf } from '../report/github/sarif.ts';
import { formatSummary } from '../report/github/summary.ts';
import { formatPage } from '../report/page.ts';
import { count } from '../report/quantities.ts';
import { REPORT_FILE, type Report } from '../report/report.ts';
import { formatTable } from '../report/table.ts';

export const PAGE = 'dist/report/index.html';
/** Files for GitHub code scanning, each to be uploaded by itself. */
const SARIF_FOLDER = 'dist/report/sarif';

export interface Shown {
  readonly report: Report;
  readonly results: readonly CheckResults[];
  /** Commit of the base. */
  readonly base: string | undefined;
}

/** Shows a report everywhere: as JSON, as a page, as SARIF, in the terminal, and on GitHub where it runs there. */
export async function show(workspaceRoot: string, { report, results, base }: Shown, changes: Changes): Promise<void> {
  await writeFileWhole(workspaceRoot, REPORT_FILE, JSON.stringify(report, null, 2));
  await writeFileWhole(workspaceRoot, PAGE, formatPage(report));
  await writeSarif(workspaceRoot, report, results);
  await showOnGithub(report, base, changes);
  console.log(formatTable(report, { columns: process.stdout.columns ?? 80, color: wantsColor(process.stdout, process.env) }));
  console.log(`Report: ${PAGE}`);
}

async function writeSarif(workspaceRoot: string, { findings }: Report, results: readonly CheckResults[]): Promise<void> {
  await rm(path.join(workspaceRoot, SARIF_FOLDER), { recursive: true, force: true });
  const { files, cut } = uploadOf(results, findings);
  for (const [index, file] of files.entries()) {
    await writeFileWhole(workspaceRoot, `${SARIF_FOLDER}/${String(index + 1).padStart(2, '0')}.sarif`, JSON.stringify(file));
  }
  for (const what of cut) console.log(`Not for upload, as GitHub takes no more: ${what}`);
}

async function showOnGithub(report: Report, base: string | undefined, changes: Changes): Promise<void> {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_STEP_SUMMARY) await appendFile(GITHUB_STEP_SUMMARY, formatSummary(report));
  if (GITHUB_ACTIONS !== 'true') return;
  const changed = base === undefined ? new Map() : await changes.lines(base);
  const { lines, left } = annotate(report.findings.list, changed, report.tests.failures);
  for (const line of lines) console.log(line);
  if (left > 0) console.log(`${count(left, 'problem')} more than GitHub shows beside the code: see the summary of the job`);
}
