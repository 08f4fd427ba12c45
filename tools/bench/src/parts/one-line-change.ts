import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../../../delivery/src/report/report.ts';
import type { BenchCommand, Stopwatch } from '../command.ts';
import { paired, type Summary, summarize } from '../statistics.ts';
import { formatRatio, formatTable, formatTime } from '../table.ts';
import { changeOneLine, type Workspace } from '../workspace.ts';

/** The seed's way, ready to run. */
export interface SeedWay {
  readonly workspace: Workspace;
  readonly checks: ReadonlyMap<string, readonly BenchCommand[]>;
  images(cache: 'none' | 'kept'): readonly BenchCommand[];
}

/** Milliseconds of each phase. */
export interface OneLineChange {
  /** Tasks run at the same time, so they add up to more than the total. */
  readonly ours: Readonly<Record<string, Summary>>;
  readonly seed: Readonly<Record<string, Summary>>;
  readonly total: {
    readonly ours: Summary;
    readonly seed: Summary;
    /** The seed's way with a cache for the compiler in its image builds, which the plan does not have. */
    readonly seedWithCompilerCache: Summary;
  };
  /** The seed's total by ours, round by round. */
  readonly ratio: { readonly seed: Summary; readonly seedWithCompilerCache: Summary };
}

type Sample = Map<string, number>;

const TOTAL = 'total';
const CACHED_TOTAL = 'total with a compiler cache';

/** One round changes a line and runs both ways, one after the other; each changes it to something no cache has seen. */
export async function measureOneLineChange(
  ours: Workspace,
  seed: SeedWay,
  rounds: number,
  stopwatch: Stopwatch,
  log: (line: string) => void,
): Promise<OneLineChange> {
  log('one-line change: warming both ways up');
  const samples: { ours: Sample; seed: Sample }[] = [];
  // Round 0 is the warm-up: it fills the caches, also those that only an edit needs.
  for (let round = 0; round <= rounds; round++) {
    await changeOneLine(ours, `ours ${round}`, stopwatch);
    const our = await runOurs(ours, stopwatch);
    await changeOneLine(seed.workspace, `seed ${round}`, stopwatch);
    const their = await runSeed(seed, stopwatch);
    if (round === 0) continue;
    log(`one-line change: round ${round} of ${rounds}`);
    samples.push({ ours: our, seed: their });
  }
  return summarizeRounds(samples);
}

async function runOurs({ folder, env }: Workspace, stopwatch: Stopwatch): Promise<Sample> {
  const total = await stopwatch.time({ program: 'make', args: ['pipeline', 'BASE=HEAD~1', 'DEPLOY=no'], cwd: folder, env });
  const { run } = JSON.parse(await readFile(path.join(folder, 'dist/report/report.json'), 'utf8')) as Report;
  const sample: Sample = new Map([['set-up, start of nx, report', total - run.durationMs]]);
  for (const { project, target, status, durationMs } of run.tasks) {
    if (status === 'ran') sample.set(`${project}:${target}`, durationMs);
  }
  return sample.set(TOTAL, total);
}

async function runSeed({ checks, images }: SeedWay, stopwatch: Stopwatch): Promise<Sample> {
  const sample: Sample = new Map();
  for (const [name, commands] of checks) sample.set(name, await timeAll(commands, stopwatch));
  const checked = sum(sample.values());
  sample.set('4 image builds', await timeAll(images('none'), stopwatch));
  sample.set('4 image builds with a compiler cache', await timeAll(images('kept'), stopwatch));
  sample.set(TOTAL, checked + (sample.get('4 image builds') ?? 0));
  return sample.set(CACHED_TOTAL, checked + (sample.get('4 image builds with a compiler cache') ?? 0));
}

async function timeAll(commands: readonly BenchCommand[], stopwatch: Stopwatch): Promise<number> {
  let total = 0;
  for (const command of commands) total += await stopwatch.time(command);
  return total;
}

function summarizeRounds(samples: readonly { ours: Sample; seed: Sample }[]): OneLineChange {
  const series = (way: 'ours' | 'seed', phase: string) => samples.flatMap((sample) => sample[way].get(phase) ?? []);
  const phases = (way: 'ours' | 'seed') => {
    const names = new Set(samples.flatMap((sample) => [...sample[way].keys()]));
    return Object.fromEntries([...names].filter((name) => !name.startsWith(TOTAL)).map((name) => [name, summarize(series(way, name))]));
  };
  const [ours, seed, cached] = [series('ours', TOTAL), series('seed', TOTAL), series('seed', CACHED_TOTAL)];
  const times = (theirs: number, our: number) => theirs / our;
  return {
    ours: phases('ours'),
    seed: phases('seed'),
    total: { ours: summarize(ours), seed: summarize(seed), seedWithCompilerCache: summarize(cached) },
    ratio: { seed: paired(seed, ours, times), seedWithCompilerCache: paired(cached, ours, times) },
  };
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

export function showOneLineChange({ ours, seed, total, ratio }: OneLineChange): string {
  const rows = (phases: Readonly<Record<string, Summary>>) =>
    Object.entries(phases).map(([name, summary]) => [`  ${name}`, formatTime(summary), '']);
  return formatTable(
    ['one-line change in api-server', 'median (min..max)', 'by ours'],
    [
      ['ours: make pipeline DEPLOY=no', formatTime(total.ours), ''],
      ...rows(ours),
      ['seed: everything, compiled in images', formatTime(total.seed), formatRatio(ratio.seed)],
      ['seed with a compiler cache in its images', formatTime(total.seedWithCompilerCache), formatRatio(ratio.seedWithCompilerCache)],
      ...rows(seed),
    ],
  );
}
