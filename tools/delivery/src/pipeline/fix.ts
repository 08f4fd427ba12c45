import { parseArgs } from 'node:util';
import { gitChanges } from '../adapters/changes.ts';
import { gitClone } from '../adapters/git.ts';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { readSuppressions } from '../check/suppressions.ts';
import { DeliveryError } from '../errors.ts';
import type { ProcessRunner } from '../ports.ts';
import { wantsColor } from '../report/color.ts';
import { type Findings, judge } from '../report/findings/verdict.ts';
import { formatRepairs } from '../report/repairs.ts';
import type { Run } from '../report/run.ts';
import { type Done, runProjects } from './affected.ts';
import { type Base, changeBase, nameOf } from './base.ts';
import { main } from './entry.ts';
import { defaultBranch, readGreen } from './green.ts';
import { nx } from './nx.ts';
import { readCoded } from './results.ts';
import { ownersOf } from './touched.ts';
import { workingTree, writtenBetween } from './working-tree.ts';

const COMMAND = 'make fix';
const TARGET = 'lint';
const NOTHING: Done = { run: { version: 1, argv: [], startedAt: '', durationMs: 0, projects: [], tasks: [] }, succeeded: true };

const workspaceRoot = process.cwd();

/**
 * Repairs what tools can repair in the projects whose files a change has, then brings what is written from the graph up to date. What
 * only depends on them is left alone: there is nothing of the change in it. @returns the exit code.
 */
async function fix(): Promise<number> {
  const { values } = parseArgs({ options: { base: { type: 'string' } } });
  const runner = processRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
  const base = await changeBase(gitClone(runner), await readGreen(workspaceRoot), await defaultBranch(workspaceRoot), {
    asked: values.base,
    command: COMMAND,
  });
  console.log(`Compared with ${nameOf(base)}`);
  const projects = await touched(base, runner);
  const before = await workingTree(workspaceRoot, runner);
  // Nx takes no projects for all of them.
  const done =
    projects.length === 0
      ? NOTHING
      : await runProjects(projects, { workspaceRoot, targets: [TARGET], args: ['--fix'], command: COMMAND }, runner);
  if (done === undefined) return 1;
  const sync = await runner.stream(nx(['sync']));
  const succeeded = done.succeeded && sync.exitCode === 0;
  const files = writtenBetween(before, await workingTree(workspaceRoot, runner));
  const next = values.base ? `make check BASE=${values.base}` : 'make check';
  const options = { columns: process.stdout.columns ?? 80, color: wantsColor(process.stdout, process.env) };
  console.log(`\n${formatRepairs({ files, left: await leftBy(done.run), succeeded, next }, options)}`);
  return succeeded ? 0 : 1;
}

/** @returns names of projects. @throws E_COMMAND_FAILED, E_NOT_A_CLONE */
async function touched({ commit }: Base, runner: ProcessRunner): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runner.capture(nx(['show', 'projects', `--with-target=${TARGET}`, '--json']));
  if (exitCode !== 0) {
    throw new DeliveryError('E_COMMAND_FAILED', {
      what: `nx cannot tell which projects there are\n${stdout}${stderr}`.trim(),
      fix: 'correct the project file that it names',
    });
  }
  if (commit === undefined) return JSON.parse(stdout) as string[];
  // Imported here, because it takes long and is not needed otherwise.
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const files = [...(await gitChanges(runner).lines(commit)).keys()];
  return ownersOf(files, Object.values(readCachedProjectGraph().nodes), TARGET);
}

/** As the verbs judge by themselves: whether the base has it as well makes no difference to what can be repaired. */
async function leftBy(run: Run): Promise<Findings> {
  return judge({
    head: await readCoded(workspaceRoot, run),
    renamed: new Map(),
    suppressions: await readSuppressions(workspaceRoot),
    roots: run.projects.filter(({ name }) => run.tasks.some(({ project }) => project === name)).map(({ root }) => root),
    today: new Date(),
  });
}

await main(fix);
