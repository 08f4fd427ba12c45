import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log, Result, Run } from 'sarif';
import { type Place, perform } from '../check/perform.ts';
import { type Look, runTools } from '../check/run-tools.ts';
import { executor, type Job } from '../executor.ts';
import { announce } from '../toolchain/command.ts';
import { chooseEngine } from './engines/choose.ts';
import type { Engine } from './engines/engine.ts';
import { readRecord } from './record.ts';
import { type Kept, keptImages, withArchive } from './saved.ts';
import { chooseScanner, type Scanner } from './scanners.ts';

interface Options {
  readonly image: string;
  readonly dockerfile: string;
  /** Images of the workspace that this one is made from: what they have is theirs to report. */
  readonly below?: readonly string[];
  /** Lock files that `audit` looks at, relative to the workspace root. */
  readonly locks?: readonly string[];
  readonly engine?: string;
  readonly seconds?: number;
}

/** Looks for known vulnerabilities of what is in an image and in no lock file, such as the packages of Debian. */
export default executor<Options>(async ({ image, dockerfile, below = [], locks = [], engine: engineName, seconds }, job) => {
  const scanner = await chooseScanner(job, { about: dockerfile, elsewhere: locks });
  if (!('check' in scanner)) return runTools('image-scan', [scanner], job, seconds);
  const record = await readRecord(job.workspaceRoot, image);
  const engine = await chooseEngine(job.process, engineName);
  const kept = await keptImages(record, engine);
  await runTools(
    'image-scan',
    kept.map((one) => lookInto(one, { scanner, engine, below, job })),
    job,
    seconds,
  );
});

interface With {
  readonly scanner: Scanner;
  readonly engine: Engine;
  readonly below: readonly string[];
  readonly job: Job;
}

function lookInto(kept: Kept, { scanner, engine, below, job }: With): Look {
  const tool = `${scanner.tool}${kept.suffix}`;
  const look = (place: Place) =>
    withArchive(engine, kept, async (archive) => {
      const check = { ...scanner.check(archive), tool };
      announce(check.command);
      return withoutThose(await perform(check, job.bounded, place), await foundIn(below, tool, job.workspaceRoot));
    });
  return { tool, look };
}

/** What the same tool has found in images of the workspace: those are scanned before. */
async function foundIn(images: readonly string[], tool: string, workspaceRoot: string): Promise<ReadonlySet<string>> {
  const runs = await Promise.all(images.map((image) => readRuns(path.join(workspaceRoot, 'dist/image-scan', image, `${tool}.sarif`))));
  return new Set(runs.flat().flatMap(({ results = [] }) => results.map(subjectOf)));
}

async function readRuns(file: string): Promise<readonly Run[]> {
  try {
    return (JSON.parse(await readFile(file, 'utf8')) as Log).runs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    // Another tool has looked at it.
    return [];
  }
}

function withoutThose(run: Run, known: ReadonlySet<string>): Run {
  return { ...run, results: run.results?.filter((result) => !known.has(subjectOf(result))) ?? [] };
}

/** Which vulnerability of which package in which place of an image: the message names the last two. */
function subjectOf({ ruleId, message }: Result): string {
  return `${ruleId}\0${message.text}`;
}
