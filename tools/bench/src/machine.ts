import { cpus, loadavg, release, totalmem } from 'node:os';
import type { Stopwatch } from './command.ts';
import type { Workspace } from './workspace.ts';

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
  readonly engine: string;
  /** The commit that was measured, full SHA. */
  readonly commit: string;
  /** Programs that wanted a processor in the last minute: beyond 1 at the start, something else was running too. */
  readonly load: number;
}

export async function describeMachine({ folder, env }: Workspace, engine: string, stopwatch: Stopwatch): Promise<Machine> {
  const first = async (program: string, ...args: string[]) => {
    const text = await stopwatch.output({ program, args, cwd: folder, env });
    return text.trim().split('\n', 1)[0] ?? '';
  };
  const [node, nx, go, python, engineVersion, commit] = await Promise.all([
    first('node', '--version'),
    first('node', '--print', "require('nx/package.json').version"),
    first('go', 'version'),
    first('.venv/bin/python', '--version'),
    first(engine, '--version'),
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
    engine: engineVersion,
    commit,
    load: loadavg()[0] ?? 0,
  };
}
