import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { workspaceTools } from '../../../delivery/src/adapters/tools.ts';
import { toolchainNamed } from '../../../delivery/src/toolchain/table.ts';
import type { BenchCommand, Stopwatch } from '../command.ts';
import { paired, type Summary, summarize } from '../statistics.ts';
import { formatTable, formatTime } from '../table.ts';
import type { Workspace } from '../workspace.ts';

/** A project of each kind; small ones, because the overhead does not grow with the project and the noise does. */
const CASES: readonly Case[] = [
  { project: 'go-settings', root: 'libs/go/settings', toolchain: 'go', target: 'lint' },
  { project: 'go-settings', root: 'libs/go/settings', toolchain: 'go', target: 'test' },
  { project: 'python-settings', root: 'libs/python/settings', toolchain: 'python', target: 'lint' },
  { project: 'python-settings', root: 'libs/python/settings', toolchain: 'python', target: 'test' },
  { project: 'bench', root: 'tools/bench', toolchain: 'typescript', target: 'lint' },
  { project: 'bench', root: 'tools/bench', toolchain: 'typescript', target: 'test' },
  { project: 'proto', root: 'libs/proto', toolchain: 'proto', target: 'lint' },
];

interface Case {
  readonly project: string;
  readonly root: string;
  readonly toolchain: string;
  readonly target: 'lint' | 'test';
}

const NOOP = 'bench-noop';

/** Milliseconds. */
export interface ExecutorOverhead {
  /** `nx run` of nothing: as a command (`nx:run-commands`), and as an executor, for which Nx starts a process. */
  readonly floor: { readonly command: Summary; readonly executor: Summary };
  readonly tasks: readonly TaskOverhead[];
}

export interface TaskOverhead {
  readonly task: string;
  /** The tools by themselves, as the executor calls them. */
  readonly bare: Summary;
  /** `nx run`, without its cache. */
  readonly nx: Summary;
  /** What remains for our executor: nx - bare - floor of an executor, round by round. */
  readonly own: Summary;
}

/** Every round runs every case both ways and both floors. */
export async function measureExecutorOverhead(
  workspace: Workspace,
  rounds: number,
  stopwatch: Stopwatch,
  log: (line: string) => void,
): Promise<ExecutorOverhead> {
  await addNoop(workspace.folder);
  const floors = { command: [] as number[], executor: [] as number[] };
  const times = CASES.map(() => ({ bare: [] as number[], nx: [] as number[] }));
  // Round 0 is not counted: it starts the daemon and fills the tools' own caches.
  for (let round = 0; round <= rounds; round++) {
    const counted = round > 0;
    for (const kind of ['command', 'executor'] as const) {
      const taken = await stopwatch.time(nxRun(workspace, `${NOOP}:${kind}`));
      if (counted) floors[kind].push(taken);
    }
    for (const [index, one] of CASES.entries()) {
      const bare = await timeBare(workspace, one, stopwatch);
      const nx = await stopwatch.time(nxRun(workspace, `${one.project}:${one.target}`));
      if (!counted) continue;
      times[index]?.bare.push(bare);
      times[index]?.nx.push(nx);
    }
    if (counted) log(`executor overhead: round ${round} of ${rounds}`);
  }
  return {
    floor: { command: summarize(floors.command), executor: summarize(floors.executor) },
    tasks: CASES.flatMap(({ project, target }, index) => {
      const { bare = [], nx = [] } = times[index] ?? {};
      const added = paired(nx, bare, (whole, part) => whole - part);
      const own = paired(added.samples, floors.executor, (rest, floor) => rest - floor);
      return { task: `${project}:${target}`, bare: summarize(bare), nx: summarize(nx), own };
    }),
  };
}

function nxRun({ folder, env }: Workspace, task: string): BenchCommand {
  // Without the task's own dependencies, which --skip-nx-cache would run again as well.
  return {
    program: 'nx',
    args: ['run', task, '--skip-nx-cache', '--exclude-task-dependencies'],
    cwd: folder,
    env: { ...env, NX_DAEMON: 'true' },
  };
}

async function timeBare({ folder, env }: Workspace, { project, root, toolchain, target }: Case, stopwatch: Stopwatch): Promise<number> {
  const tools = workspaceTools(
    folder,
    ['golangci-lint', 'gotestsum'].map((tool) => `tools/bin/${tool}`),
  );
  const outputDir = path.join('dist/test', root);
  const language = toolchainNamed(toolchain);
  const commands =
    target === 'lint'
      ? language.lint?.({ name: project, root }, { fix: false })
      : language.test?.({ name: project, root }, { outputDir, watch: false, args: [] });
  let total = 0;
  for (const one of commands ?? []) {
    // What speaks to people in a form of its own is asked for another one only when it has found something.
    const command = 'command' in one ? (one.shown ?? one.command) : one;
    const program = tools.locate(command.origin, command.program);
    total += await stopwatch.time({ program, args: command.args, cwd: path.join(folder, command.cwd), env: { ...env, ...command.env } });
  }
  return total;
}

/** A project whose targets do nothing. */
async function addNoop(folder: string): Promise<void> {
  const root = path.join(folder, NOOP);
  const targets = {
    command: { executor: 'nx:run-commands', options: { command: 'true' } },
    executor: { executor: `./${NOOP}:nothing` },
  };
  const files = {
    'project.json': { name: NOOP, targets },
    'package.json': { name: NOOP, type: 'module', executors: './executors.json' },
    'executors.json': { executors: { nothing: { implementation: './nothing.ts', schema: './schema.json' } } },
    'schema.json': { type: 'object', properties: {} },
  };
  await mkdir(root, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(root, name), JSON.stringify(content));
  await writeFile(path.join(root, 'nothing.ts'), 'export default async () => ({ success: true });\n');
}

export function showExecutorOverhead({ floor, tasks }: ExecutorOverhead): string {
  const share = ({ own, bare }: TaskOverhead) => `${((100 * own.median) / bare.median).toFixed(0)} %`;
  return formatTable(
    ['executor overhead', 'bare tools', 'nx run', 'our executor', 'of bare'],
    [
      ['nx run of nothing: a command', '', formatTime(floor.command), '', ''],
      ['nx run of nothing: an executor', '', formatTime(floor.executor), '', ''],
      ...tasks.map((one) => [one.task, formatTime(one.bare), formatTime(one.nx), formatTime(one.own), share(one)]),
    ],
  );
}
