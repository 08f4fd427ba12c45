import path from 'node:path';
import type { Result, Run } from 'sarif';
import { emptyFolder, writeFileWhole } from '../adapters/files.ts';
import type { Job } from '../executor.ts';
import type { LintCheck, Skip } from '../toolchain/check.ts';
import { announce } from '../toolchain/command.ts';
import { outputFolder } from '../toolchain/targets.ts';
import { acceptanceOf, acceptedLines } from './acceptance.ts';
import { JUDGE_VARIABLE, judge } from './judge.ts';
import { listing } from './listing.ts';
import { LIMITS, type Place, perform } from './perform.ts';
import { FINGERPRINT, runFacts, type Verb } from './sarif/contract.ts';
import { runOf } from './sarif/normalise.ts';
import { performShown } from './shown.ts';
import { readSuppressions } from './suppressions.ts';

/** Work of several steps that ends in the findings of a tool. */
export interface Look {
  readonly tool: string;
  readonly look: (place: Place) => Promise<Run>;
}

/** Lets every tool look, so that one run shows all problems; writes what each found, shows it, and judges. @throws E_SCANNER, E_CHECK_FAILED, E_SETTINGS_INVALID */
export async function runTools(
  verb: Verb,
  checks: readonly (LintCheck | Look | Skip)[],
  job: Job,
  seconds = LIMITS.seconds,
): Promise<void> {
  const { project, workspaceRoot } = job;
  const folder = outputFolder(job.context.target?.outputs ?? [`dist/${verb}/{projectRoot}`], project);
  // A result of an earlier run must not be taken for one of this run.
  await emptyFolder(workspaceRoot, folder);
  const runs: Run[] = [];
  const quiet: Run[] = [];
  for (const check of checks) {
    const place = { workspaceRoot, project: project.name, verb, limits: { ...LIMITS, seconds } };
    const run = onlyNew(await runBy(check, job, place), runs);
    runs.push(run);
    // What a tool has said itself is not said again.
    if (!('shown' in check && runFacts(run).state === 'ran')) quiet.push(run);
    await writeFileWhole(workspaceRoot, path.join(folder, `${check.tool}.sarif`), sarif(run));
  }
  for (const line of listing(quiet)) console.log(line);
  const judgedLater = process.env[JUDGE_VARIABLE] === 'report';
  const acceptance = acceptanceOf(runs, judgedLater ? [] : await readSuppressions(workspaceRoot), new Date());
  for (const line of acceptedLines(acceptance)) console.log(line);
  judge(runs, verb, project, { ci: isCi(), judgedLater, acceptance });
}

function runBy(check: LintCheck | Look | Skip, job: Job, place: Place): Promise<Run> | Run {
  if ('look' in check) return check.look(place);
  return 'command' in check ? ask(check, job, place) : skipped(check, place.verb, place.project);
}

function ask(check: LintCheck, { process: runner, bounded }: Job, place: Place): Promise<Run> {
  if (check.shown !== undefined) return performShown(check, check.shown, runner, bounded, place);
  announce(check.command);
  return perform(check, bounded, place);
}

/** What an earlier tool has found is not said again: a secret of the working tree is in a commit of the change, too. */
function onlyNew(run: Run, earlier: readonly Run[]): Run {
  const known = new Set(earlier.flatMap(({ results = [] }) => results.map(fingerprintOf)));
  return { ...run, results: run.results?.filter((result) => !known.has(fingerprintOf(result))) ?? [] };
}

function fingerprintOf({ partialFingerprints }: Result): string | undefined {
  return partialFingerprints?.[FINGERPRINT];
}

function skipped({ tool, reason, remedy }: Skip, verb: Verb, project: string): Run {
  return runOf(tool, { project, verb, state: 'skipped', reason, remedy, seconds: 0 });
}

function sarif(run: Run): string {
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] })}\n`;
}

/** As CI systems say it: https://docs.github.com/actions/reference/workflows-and-actions/variables */
export function isCi(): boolean {
  return process.env['CI'] !== undefined && process.env['CI'] !== 'false' && process.env['CI'] !== '';
}
