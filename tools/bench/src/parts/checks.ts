import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from 'sarif';
import { processRunner } from '../../../delivery/src/adapters/process.ts';
import { workspaceTools } from '../../../delivery/src/adapters/tools.ts';
import { LIMITS, perform } from '../../../delivery/src/check/perform.ts';
import type { Verb } from '../../../delivery/src/check/sarif/contract.ts';
import type { Captured } from '../../../delivery/src/ports.ts';
import { withCode } from '../../../delivery/src/report/findings/code.ts';
import { readResults } from '../../../delivery/src/report/findings/read.ts';
import { judge } from '../../../delivery/src/report/findings/verdict.ts';
import { uploadOf } from '../../../delivery/src/report/github/sarif.ts';
import { formatSummary } from '../../../delivery/src/report/github/summary.ts';
import { formatPage } from '../../../delivery/src/report/page.ts';
import type { Report } from '../../../delivery/src/report/report.ts';
import type { RunTask } from '../../../delivery/src/report/run.ts';
import { formatTable as formatReport } from '../../../delivery/src/report/table.ts';
import type { Check } from '../../../delivery/src/toolchain/check.ts';
import { toolchainNamed } from '../../../delivery/src/toolchain/table.ts';
import { paired, type Summary, summarize } from '../statistics.ts';
import { formatTable, formatTime } from '../table.ts';

/** A project of each language, as small as they come: what we add does not grow with the project as the tools' time does. */
const PROJECTS = [
  { name: 'go-settings', root: 'libs/go/settings', toolchain: 'go', verbs: ['lint'] },
  { name: 'python-settings', root: 'libs/python/settings', toolchain: 'python', verbs: ['lint', 'scan'] },
  { name: 'insurance-edi', root: 'apps/insurance-edi', toolchain: 'python', verbs: ['lint', 'scan'] },
  { name: 'bench', root: 'tools/bench', toolchain: 'typescript', verbs: ['lint'] },
] as const;

interface Asked {
  readonly project: string;
  readonly root: string;
  readonly verb: Verb;
  readonly check: Check;
}

/** Milliseconds. */
export interface ChecksOverhead {
  /** The tools alone, one after the other, as they are asked for answers that can be read. */
  readonly bare: Summary;
  /** Making their answers SARIF of one shape, and writing it. */
  readonly normalise: Summary;
  /** Reading that, comparing, judging, and making terminal text, page, summary and upload. */
  readonly report: Summary;
  /** What we add, as a part of the tools' time, round by round. */
  readonly share: Summary;
  readonly findings: number;
}

/** Every round runs every tool for real, and makes a report of what they answered in that round. */
export async function measureChecks(root: string, scratch: string, rounds: number, log: (line: string) => void): Promise<ChecksOverhead> {
  const runner = processRunner(root, workspaceTools(root, ['tools/bin/golangci-lint']));
  const asked = PROJECTS.flatMap(checksOf);
  const times = { bare: [] as number[], normalise: [] as number[], report: [] as number[] };
  let findings = 0;
  // Round 0 is not counted: it fills the tools' own caches and compiles our code.
  for (let round = 0; round <= rounds; round++) {
    const answers: Captured[] = [];
    const bare = await timed(async () => {
      for (const { check } of asked) answers.push(await runner.capture(check.command));
    });
    const folder = path.join(scratch, `checks-${round}`);
    const normalised = await timed(async () => {
      for (const [index, one] of asked.entries()) await writeNormalised(root, folder, one, answers[index]);
    });
    const reported = await timed(async () => {
      findings = await reportOn(root, folder, asked);
    });
    if (round === 0) continue;
    times.bare.push(bare);
    times.normalise.push(normalised);
    times.report.push(reported);
    log(`checks: round ${round} of ${rounds}`);
  }
  const ours = paired(times.normalise, times.report, (a, b) => a + b);
  return {
    bare: summarize(times.bare),
    normalise: summarize(times.normalise),
    report: summarize(times.report),
    share: paired(ours.samples, times.bare, (own, whole) => (100 * own) / whole),
    findings,
  };
}

function checksOf({ name: project, root, toolchain, verbs }: (typeof PROJECTS)[number]): Asked[] {
  const language = toolchainNamed(toolchain);
  const place = { name: project, root };
  return verbs.flatMap((verb) => {
    const checks = (verb === 'lint' ? language.lint?.(place, { fix: false }) : language.scan?.(place)) ?? [];
    return checks.map((check) => ({ project, root, verb, check }));
  });
}

/** The executor's own code, which is given the answer instead of a program to run. As check/run-tools.ts writes it. */
async function writeNormalised(
  workspaceRoot: string,
  folder: string,
  { project, root, verb, check }: Asked,
  answer: Captured | undefined,
): Promise<void> {
  if (answer === undefined) throw new Error(`${check.tool} gave no answer`);
  const place = { workspaceRoot, project, verb, limits: LIMITS };
  const run = await perform(check, { ask: async () => answer }, place);
  const log: Log = { version: '2.1.0', runs: [run] };
  await mkdir(path.join(folder, 'dist', verb, root), { recursive: true });
  await writeFile(path.join(folder, 'dist', verb, root, `${check.tool}.sarif`), JSON.stringify(log));
}

/** As pipeline/conclude.ts and pipeline/publish.ts do it. @returns how many findings there are. */
async function reportOn(workspaceRoot: string, folder: string, asked: readonly Asked[]): Promise<number> {
  const tasks = asked.map(
    ({ project, verb }): RunTask => ({ project, target: verb, status: 'ran', offsetMs: 0, durationMs: 1000, hash: '' }),
  );
  const projects = PROJECTS.map(({ name, root, verbs }) => ({ name, root, targets: verbs }));
  const run = { version: 1, argv: [], startedAt: new Date().toISOString(), durationMs: 1000, projects, tasks } as const;
  const read = await readResults(folder, run);
  const results = await Promise.all(read.map(async (one) => ({ ...one, findings: await withCode(one.findings, workspaceRoot) })));
  const base = { results, how: { commit: '', restored: results.length, ran: 0, missing: [] } };
  const findings = judge({ head: results, base, renamed: new Map(), suppressions: [], roots: [], today: new Date() });
  const report: Report = {
    version: 1,
    run,
    base: '',
    commit: '',
    success: true,
    reasons: [],
    findings,
    tests: { passed: 0, failed: 0, skipped: 0, failures: [], slowest: [], flaky: [] },
    coverage: [],
    savedMs: 0,
    images: [],
  };
  await writeFile(path.join(folder, 'index.html'), formatPage(report));
  await writeFile(path.join(folder, 'summary.md'), formatSummary(report));
  await writeFile(path.join(folder, 'table.txt'), formatReport(report, { columns: 80, color: false }));
  await writeFile(path.join(folder, 'upload.sarif'), JSON.stringify(uploadOf(results, findings).files));
  return findings.list.length;
}

async function timed(act: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

export function showChecks({ bare, normalise, report, share, findings }: ChecksOverhead): string {
  const percent = (value: number) => value.toFixed(1);
  return formatTable(
    ['checks', 'time', 'of the bare tools'],
    [
      [`bare tools (${findings} findings)`, formatTime(bare), ''],
      ['one shape of SARIF', formatTime(normalise), ''],
      ['report', formatTime(report), ''],
      ['what we add', '', `${percent(share.median)} % (${percent(share.min)}..${percent(share.max)})`],
    ],
  );
}
