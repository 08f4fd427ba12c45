import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRecord } from '../../delivery/src/image/record.ts';
import { Stopwatch } from './command.ts';
import { Lab, type OurPipeline } from './lab.ts';
import { describeMachine, type Machine } from './machine.ts';
import { HELP, type Options, type Part, parseOptions } from './options.ts';
import { measureCache, showCache } from './parts/cache.ts';
import { measureCacheMemory, showCacheMemory } from './parts/cache-memory.ts';
import { measureChecks, showChecks } from './parts/checks.ts';
import { measureDeploy, showDeploy } from './parts/deploy.ts';
import { measureExecutorOverhead, showExecutorOverhead } from './parts/executor-overhead.ts';
import { measureGraph, showGraph } from './parts/graph.ts';
import { measureNoOp, showNoOp } from './parts/no-op.ts';
import { measureOneLineChange, type SeedWay, showOneLineChange } from './parts/one-line-change.ts';
import { measureServices, showServices } from './parts/services.ts';
import { measureWorkflows, showWorkflows } from './parts/workflows.ts';
import { seedChecks } from './seed/checks.ts';
import { seedImages } from './seed/images.ts';
import { cloneWorkspace, copyMade } from './workspace.ts';

/** The executors take fractions of a second and differ by less: their runs are cheap and need to be more. */
const RUNS_OF_SHORT_TASKS = 2;

const root = path.resolve(import.meta.dirname, '../../..');
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort(signal));
const stopwatch = new Stopwatch(interruption.signal);
const log = (line: string): void => console.error(line);

async function bench({ parts, rounds }: Options): Promise<void> {
  const lab = new Lab(root, await mkdtemp(path.join(tmpdir(), 'kerp-bench-')), stopwatch, log);
  try {
    const machine = await describeMachine(root, stopwatch);
    for (const part of parts) {
      const { result, table } = await measure[part](lab, rounds);
      const file = path.join(root, `dist/bench/${part}.json`);
      await mkdir(path.dirname(file), { recursive: true });
      const facts = { version: 1, machine: { ...machine, engine: await lab.engine() } satisfies Machine, rounds };
      await writeFile(file, `${JSON.stringify({ ...facts, result }, null, 2)}\n`);
      console.log(`\n${table}\n\n${path.relative(root, file)}\n`);
    }
  } finally {
    await lab.leaveNothing();
  }
}

const measure: Readonly<Record<Part, (lab: Lab, rounds: number) => Promise<{ result: unknown; table: string }>>> = {
  'one-line-change': async (lab, rounds) => {
    const pipeline = await lab.pipeline();
    const result = await measureOneLineChange(pipeline.ours, await prepareSeed(lab, pipeline), rounds, stopwatch, log);
    return { result, table: showOneLineChange(result) };
  },
  'executor-overhead': async (lab, rounds) => {
    const { ours } = await lab.pipeline();
    const result = await measureExecutorOverhead(ours, rounds * RUNS_OF_SHORT_TASKS, stopwatch, log);
    return { result, table: showExecutorOverhead(result) };
  },
  'no-op': async (lab, rounds) => {
    const { ours } = await lab.pipeline();
    const result = await measureNoOp(ours, rounds, stopwatch, log);
    return { result, table: showNoOp(result) };
  },
  graph: async (lab, rounds) => {
    const result = await measureGraph(lab, rounds, stopwatch, log);
    return { result, table: showGraph(result) };
  },
  services: async (_lab, rounds) => {
    const result = await measureServices(root, rounds, stopwatch, log);
    return { result, table: showServices(result) };
  },
  checks: async (lab, rounds) => {
    await stopwatch.output({ program: 'nx', args: ['run', 'golangci-lint:build'], cwd: root });
    const result = await measureChecks(root, lab.scratch, rounds, log);
    return { result, table: showChecks(result) };
  },
  deploy: async (lab, rounds) => {
    const result = await measureDeploy(lab, rounds);
    return { result, table: showDeploy(result) };
  },
  cache: async (lab, rounds) => {
    const result = await measureCache(lab, rounds);
    return { result, table: showCache(result) };
  },
  'cache-memory': async (lab) => {
    const result = await measureCacheMemory(lab);
    return { result, table: showCacheMemory(result) };
  },
  workflows: async (lab, rounds) => {
    const result = await measureWorkflows(lab, rounds);
    return { result, table: showWorkflows(result) };
  },
};

async function prepareSeed({ scratch }: Lab, { ours, store }: OurPipeline): Promise<SeedWay> {
  log("preparing the seed's way: clone, modules, wheels, builder images");
  const workspace = await cloneWorkspace(root, path.join(scratch, 'seed'), store.env, stopwatch);
  await copyMade(ours.folder, workspace.folder);
  const linter = path.join(ours.folder, 'tools/bin/golangci-lint/bin/golangci-lint');
  const { standIns } = await readRecord(ours.folder, 'python-base');
  return {
    workspace,
    checks: await seedChecks(workspace, linter, stopwatch),
    images: await seedImages(workspace, store, { scratch, standIns: standIns.length > 0 }, stopwatch),
  };
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else await bench(options);
} catch (error) {
  // Several errors in one, as of a host of several addresses, have no message of their own.
  console.error(error instanceof Error && error.message !== '' ? error.message : error);
  process.exitCode = 1;
}
