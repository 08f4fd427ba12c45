import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRecord } from '../../delivery/src/image/record.ts';
import { Stopwatch } from './command.ts';
import { emptyImageStore, type ImageStore, openImageStore } from './image-store.ts';
import { describeMachine } from './machine.ts';
import { HELP, type Options, parseOptions } from './options.ts';
import { measureExecutorOverhead, showExecutorOverhead } from './parts/executor-overhead.ts';
import { measureNoOp, showNoOp } from './parts/no-op.ts';
import { measureOneLineChange, type SeedWay, showOneLineChange } from './parts/one-line-change.ts';
import { seedChecks } from './seed/checks.ts';
import { seedImages } from './seed/images.ts';
import { cloneWorkspace, copyStubs, type Workspace } from './workspace.ts';

/** The executors take fractions of a second and differ by less: their runs are cheap and need to be more. */
const RUNS_OF_SHORT_TASKS = 2;

const root = path.resolve(import.meta.dirname, '../../..');
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort(signal));
const stopwatch = new Stopwatch(interruption.signal);
const log = (line: string): void => console.error(line);

async function bench({ parts, rounds }: Options): Promise<void> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'kerp-bench-'));
  const store = await openImageStore(root, path.join(scratch, 'store'), stopwatch);
  try {
    const ours = await cloneWorkspace(root, path.join(scratch, 'ours'), store.env, stopwatch);
    const machine = await describeMachine(ours, store.engine, stopwatch);
    log('filling our caches: the first run of everything');
    await stopwatch.time({ program: 'make', args: ['pipeline'], cwd: ours.folder, env: ours.env });
    for (const part of parts) {
      const { result, table } = await measure[part](ours, store, rounds, scratch);
      const file = path.join(root, `dist/bench/${part}.json`);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify({ version: 1, machine, rounds, result }, null, 2)}\n`);
      console.log(`\n${table}\n\n${path.relative(root, file)}\n`);
    }
  } finally {
    await leaveNothing(store, scratch);
  }
}

const measure = {
  'one-line-change': async (ours: Workspace, store: ImageStore, rounds: number, scratch: string) => {
    const seed = await prepareSeed(ours, store, scratch);
    const result = await measureOneLineChange(ours, seed, rounds, stopwatch, log);
    return { result, table: showOneLineChange(result) };
  },
  'executor-overhead': async (ours: Workspace, _store: ImageStore, rounds: number) => {
    const result = await measureExecutorOverhead(ours, rounds * RUNS_OF_SHORT_TASKS, stopwatch, log);
    return { result, table: showExecutorOverhead(result) };
  },
  'no-op': async (ours: Workspace, _store: ImageStore, rounds: number) => {
    const result = await measureNoOp(ours, rounds, stopwatch, log);
    return { result, table: showNoOp(result) };
  },
};

async function prepareSeed(ours: Workspace, store: ImageStore, scratch: string): Promise<SeedWay> {
  log("preparing the seed's way: clone, modules, wheels, builder images");
  const workspace = await cloneWorkspace(root, path.join(scratch, 'seed'), store.env, stopwatch);
  await copyStubs(ours, workspace);
  const linter = path.join(ours.folder, 'tools/bin/golangci-lint/bin/golangci-lint');
  const { standIns } = await readRecord(ours.folder, 'python-base');
  return {
    workspace,
    checks: await seedChecks(workspace, linter, stopwatch),
    images: await seedImages(workspace, store, { scratch, standIns: standIns.length > 0 }, stopwatch),
  };
}

/** Also after an interruption, so with a stopwatch that is not stopped. */
async function leaveNothing(store: ImageStore, scratch: string): Promise<void> {
  const afterwards = new Stopwatch(new AbortController().signal);
  const ours = path.join(scratch, 'ours');
  const nx = path.join(ours, 'node_modules/.bin/nx');
  if (existsSync(nx)) await afterwards.output({ program: process.execPath, args: [nx, 'daemon', '--stop'], cwd: ours });
  await emptyImageStore(store, root, afterwards);
  await rm(scratch, { recursive: true, force: true });
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else await bench(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
