import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { BenchCommand, Stopwatch } from '../command.ts';
import { type Summary, summarize } from '../statistics.ts';
import { formatTable, formatTime } from '../table.ts';
import type { Workspace } from '../workspace.ts';

/** What the cached targets and `docker` write. */
const OUTPUTS = ['dist/apps', 'dist/test', 'dist/images'];

/** Milliseconds. */
export interface NoOp {
  /** `make pipeline` again: no commit, no edit. */
  readonly nothingChanged: Summary;
  /** Every task of every project, all in the cache, with what they made in place. */
  readonly allCached: Summary;
  /** The same after what they made was deleted: the cache brings it back. */
  readonly allCachedOutputsDeleted: Summary;
}

export async function measureNoOp(
  { folder, env }: Workspace,
  rounds: number,
  stopwatch: Stopwatch,
  log: (line: string) => void,
): Promise<NoOp> {
  const pipeline: BenchCommand = { program: 'make', args: ['pipeline', 'DEPLOY=no'], cwd: folder, env };
  const everything: BenchCommand = {
    program: 'nx',
    args: ['run-many', '--targets=lint,test,build,docker', '--outputStyle=static'],
    cwd: folder,
    env,
  };
  // Not counted: after these, everything is in the cache and the last run is green.
  for (const command of [everything, pipeline]) await stopwatch.time(command);
  const times = { nothingChanged: [] as number[], allCached: [] as number[], allCachedOutputsDeleted: [] as number[] };
  for (let round = 1; round <= rounds; round++) {
    times.nothingChanged.push(await stopwatch.time(pipeline));
    times.allCached.push(await stopwatch.time(everything));
    for (const output of OUTPUTS) await rm(path.join(folder, output), { recursive: true, force: true });
    times.allCachedOutputsDeleted.push(await stopwatch.time(everything));
    log(`no-op: round ${round} of ${rounds}`);
  }
  return {
    nothingChanged: summarize(times.nothingChanged),
    allCached: summarize(times.allCached),
    allCachedOutputsDeleted: summarize(times.allCachedOutputsDeleted),
  };
}

export function showNoOp({ nothingChanged, allCached, allCachedOutputsDeleted }: NoOp): string {
  return formatTable(
    ['nothing to do', 'median (min..max)'],
    [
      ['make pipeline, nothing changed', formatTime(nothingChanged)],
      ['nx run-many of everything, all cached', formatTime(allCached)],
      ['the same, outputs deleted', formatTime(allCachedOutputsDeleted)],
    ],
  );
}
