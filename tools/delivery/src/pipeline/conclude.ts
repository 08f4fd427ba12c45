import { writeFileWhole } from '../adapters/files.ts';
import { isCi } from '../check/run-tools.ts';
import { readSuppressions } from '../check/suppressions.ts';
import type { Changes, Git } from '../ports.ts';
import type { CheckResults } from '../report/findings/finding.ts';

import { judge, reasonsToFail } from '../report/findings/verdict.ts';
import { flakyTests, HISTORY_FILE, type History, NO_HISTORY, savedBy, withCommit, withRun } from '../report/history.ts';
import type { ProjectCoverage, Report, ReportImage } from '../report/report.ts';
import type { Run } from '../report/run.ts';
import { testName, testsOf } from '../report/tests.ts';
import { type Base, nameOf } from './base.ts';
import { type BaseFacts, baseFacts } from './base-results.ts';
import { readJson } from './json.ts';
import { CHECK_TARGETS } from './judge.ts';
import { readCoded } from './results.ts';
import { readTests, type TestResults } from './tests.ts';

/** What a run is concluded from. */
export interface Conclusion {
  readonly workspaceRoot: string;
  readonly run: Run;
  /** Whether nx succeeded. */
  readonly succeeded: boolean;
  readonly base: Base;
  /** Whether findings did not fail their tasks, but are compared with the base here. */
  readonly judged: boolean;
  readonly images: readonly ReportImage[];
}

/** Everything of a report but what comes after the checks. */
export type Checked = Omit<Report, 'deploy'>;

/** Reads what the tasks left, compares it with the base, and judges. Remembers it for later runs. @throws E_SETTINGS_INVALID */
export async function conclude(
  { workspaceRoot, run, succeeded, base, judged, images }: Conclusion,
  git: Git,
  changes: Changes,
): Promise<{ report: Checked; results: readonly CheckResults[] }> {
  const suppressions = await readSuppressions(workspaceRoot);
  const history = await readJson<History>(workspaceRoot, HISTORY_FILE, NO_HISTORY);
  const [results, found] = await Promise.all([readCoded(workspaceRoot, run), readTests(workspaceRoot, run)]);
  const before =
    base.commit === undefined || !judged ? undefined : await factsOf(workspaceRoot, base.commit, run, results, found, history, changes);
  const findings = judge({
    head: results,
    ...(before === undefined ? {} : { base: before }),
    renamed: base.commit === undefined ? new Map() : await changes.renames(base.commit),
    suppressions,
    roots: run.projects.filter(({ name }) => results.some(({ check }) => check.project === name)).map(({ root }) => root),
    today: new Date(),
  });
  const reasons = reasonsToFail(findings, run.tasks, isCi());
  const commit = await commitOf(git);
  const known = { ...history.commits[base.commit ?? '']?.coverage, ...before?.coverage };
  const report: Checked = {
    version: 1,
    run,
    base: nameOf(base),
    commit,
    success: succeeded && reasons.length === 0,
    reasons,
    findings,
    tests: testsOf(found.tests, flakyTests(history, run.tasks)),
    coverage: found.coverage.map((one): ProjectCoverage => {
      const earlier = known[one.project];
      return earlier ? { ...one, base: earlier } : one;
    }),
    savedMs: savedBy(history, run.tasks),
    images: images.map((image) => {
      const baseSize = history.commits[base.commit ?? '']?.images[image.image];
      return baseSize === undefined ? image : { ...image, baseSize };
    }),
  };
  const remembered = remember(history, report, before, base.commit);
  await writeFileWhole(workspaceRoot, HISTORY_FILE, JSON.stringify(remembered));
  return { report, results };
}

/** The base is asked when there is something to compare that is not known of it. */
async function factsOf(
  workspaceRoot: string,
  commit: string,
  run: Run,
  results: readonly CheckResults[],
  { coverage }: TestResults,
  { commits }: History,
  changes: Changes,
): Promise<BaseFacts | undefined> {
  // Null: it was asked for before, and the cache does not have it.
  const unknown = coverage.some(({ project }) => commits[commit]?.coverage[project] === undefined);
  if (!unknown && results.every(({ findings }) => findings.length === 0)) return undefined;
  const wanted = run.tasks.filter(({ target }) => CHECK_TARGETS.includes(target));
  const projects = [...new Set(wanted.map(({ project }) => project))];
  console.log(`Looking up the results of the base, ${commit.slice(0, 12)}: what the cache lacks of its checks is run there`);
  return baseFacts(workspaceRoot, commit, projects, results, changes);
}

function remember(history: History, report: Checked, before: BaseFacts | undefined, baseCommit: string | undefined): History {
  const at = new Date().toISOString();
  const failed = Map.groupBy(report.tests.failures, ({ project }) => project);
  const names = new Map([...failed].map(([project, tests]) => [project, tests.map(testName)] as const));
  let kept = withRun(history, report.run.tasks, names, at);
  if (before !== undefined && baseCommit !== undefined) {
    const asked = report.coverage.map(({ project }) => [project, history.commits[baseCommit]?.coverage[project] ?? null] as const);
    kept = withCommit(kept, baseCommit, { coverage: { ...Object.fromEntries(asked), ...before.coverage }, images: {} }, at);
  }
  // What is not committed is no commit's.
  if (report.commit.endsWith('-dirty')) return kept;
  const coverage = Object.fromEntries(report.coverage.map(({ project, covered, total }) => [project, { covered, total }]));
  const images = Object.fromEntries(report.images.map(({ image, size }) => [image, size]));
  return withCommit(kept, report.commit, { coverage, images }, at);
}

/** @returns the full SHA, with `-dirty` when there are changes that are not committed. */
async function commitOf(git: Git): Promise<string> {
  const [head, { revision }] = await Promise.all([git.commit('HEAD'), git.origin(['.'])]);
  return revision.endsWith('-dirty') ? `${head}-dirty` : head;
}
