import { cpus, loadavg, release, totalmem } from 'node:os';
import type { BenchCommand, Stopwatch } from './command.ts';

/** What a figure depends on besides the code. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly nx: string;
  readonly go: string;
  readonly python: string;
  /** Of the engine that packs images; undefined where none was needed. */
  readonly engine: string | undefined;
  /** The commit that was measured, full SHA. */
  readonly commit: string;
  /** Programs that wanted a processor in the last minute: beyond 1 at the start, something else was running too. */
  readonly load: number;
}

/** @param root the workspace, set up. */
export async function describeMachine(root: string, stopwatch: Stopwatch): Promise<Omit<Machine, 'engine'>> {
  const first = (program: string, ...args: string[]) => firstLine({ program, args, cwd: root }, stopwatch);
  const [node, nx, go, python, commit] = await Promise.all([
    first('node', '--version'),
    first('node', '--print', "require('nx/package.json').version"),
    first('go', 'version'),
    first('.venv/bin/python', '--version'),
    first('git', 'rev-parse', 'HEAD'),
  ]);
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node,
    nx,
    go,
    python,
    commit,
    load: loadavg()[0] ?? 0,
  };
}

export async function firstLine(command: BenchCommand, stopwatch: Stopwatch): Promise<string> {
  const text = await stopwatch.output(command);
  return text.trim().split('\n', 1)[0] ?? '';
}
