import { writeFileWhole } from '../adapters/files.ts';
import type { Changes } from '../ports.ts';
import type { CheckResults } from '../report/findings/finding.ts';
import { formatPage } from '../report/page.ts';
import { REPORT_FILE, type Report } from '../report/report.ts';
import { formatTable } from '../report/table.ts';

export const PAGE = 'dist/report/index.html';

/** Shows a report everywhere: as JSON, as a page, in the terminal. */
export async function show(workspaceRoot: string, report: Report, _results: readonly CheckResults[], _changes: Changes): Promise<void> {
  await writeFileWhole(workspaceRoot, REPORT_FILE, JSON.stringify(report, null, 2));
  await writeFileWhole(workspaceRoot, PAGE, formatPage(report));
  console.log(formatTable(report, { columns: process.stdout.columns ?? 80, color: wantsColor() }));
  console.log(`Report: ${PAGE}`);
}

/** In a terminal, unless NO_COLOR says otherwise; and in the log of a CI that shows colours. */
function wantsColor(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return process.stdout.isTTY === true && process.stdout.hasColors();
}
