import { withCode } from '../report/findings/code.ts';
import type { CheckResults } from '../report/findings/finding.ts';
import { readResults } from '../report/findings/read.ts';
import type { Run } from '../report/run.ts';

/** What the checks of a run found, with the lines of code that it is about. @param root of the workspace, or of a worktree of it. */
export async function readCoded(root: string, run: Run): Promise<CheckResults[]> {
  const results = await readResults(root, run);
  return Promise.all(results.map(async (one) => ({ ...one, findings: await withCode(one.findings, root) })));
}
