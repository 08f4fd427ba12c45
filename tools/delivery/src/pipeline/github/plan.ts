import { readFile } from 'node:fs/promises';
import { gitClone } from '../../adapters/git.ts';
import { workflowRuns } from '../../adapters/github.ts';
import { processRunner } from '../../adapters/process.ts';
import { workspaceTools } from '../../adapters/tools.ts';
import { readBranches } from '../../deploy/prepare.ts';
import { DeliveryError } from '../../errors.ts';
import type { Git, ProcessRunner, WorkflowRuns } from '../../ports.ts';
import { type Base, nameOf } from '../base.ts';
import { main } from '../entry.ts';
import { CHECK_TARGETS } from '../judge.ts';
import { nx } from '../nx.ts';
import { baseOf } from './base.ts';
import { destinationOf } from './destination.ts';
import { readDurations } from './durations-file.ts';
import { type Event, parseEvent } from './event.ts';
import { divide, type Leg } from './legs.ts';
import { writeOutputs, writeSummary } from './outputs.ts';
import { select } from './select.ts';

/** Tests of several services together have a job of their own. */
const WITHOUT = ['integration'];
const SHOWN_FILES = 10;

const workspaceRoot = process.cwd();

/**
 * Decides what a run of a workflow does. Outputs: `base` (a commit, or empty for everything), `legs` (JSON of the matrix, at least one
 * leg), `first` and `next` (environments of the branch; empty where it is deployed nowhere).
 */
async function plan(): Promise<number> {
  const runner = processRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
  const git = gitClone(runner);
  const event = parseEvent(process.env, await eventText());
  const base = await baseOf(event, git, lazyRuns());
  const names = await affected(base, runner);
  // Imported here, because it takes long and is not needed where the base cannot be told.
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const selected = select(names, readCachedProjectGraph(), { targets: CHECK_TARGETS, without: WITHOUT });
  const legs = divide(selected, await readDurations(workspaceRoot));
  const summary = await summaryOf(base, legs, git);
  console.log(summary);
  await writeSummary(summary, process.env);
  await writeOutputs({ base: base.commit ?? '', legs: JSON.stringify(legs.map(forMatrix)), ...(await destination(event)) }, process.env);
  return 0;
}

async function eventText(): Promise<string> {
  const file = process.env['GITHUB_EVENT_PATH'];
  if (file) return readFile(file, 'utf8');
  throw new DeliveryError('E_EVENT', {
    what: 'GITHUB_EVENT_PATH is not set: no workflow runs here',
    fix: 'on a laptop: make pipeline; the workflows themselves: npx nx run workflows:e2e',
  });
}

/** Only a push asks GitHub, and needs a token. */
function lazyRuns(): WorkflowRuns {
  return { of: (branch) => workflowRuns(process.env).of(branch) };
}

/** @returns sorted names of the projects that a change since the base affects. @throws E_COMMAND_FAILED */
async function affected({ commit }: Base, runner: ProcessRunner): Promise<string[]> {
  const selection = commit === undefined ? [] : ['--affected', `--base=${commit}`, '--head=HEAD'];
  const { exitCode, stdout, stderr } = await runner.capture(nx(['show', 'projects', '--json', ...selection]));
  if (exitCode === 0) return (JSON.parse(stdout) as string[]).sort();
  throw new DeliveryError('E_COMMAND_FAILED', {
    what: `nx cannot tell what is affected\n${stdout}${stderr}`.trim(),
    fix: 'correct the project file that it names',
  });
}

/** A project's name is made of a folder's, which may hold anything but a comma. The number tells what the legs leave apart. */
function forMatrix({ name, projects }: Leg, number: number): { name: string; number: number; projects: string } {
  return { name, number, projects: projects.join(',') };
}

async function summaryOf(base: Base, legs: readonly Leg[], git: Git): Promise<string> {
  const since = `Compared with ${nameOf(base)}`;
  const [first] = legs;
  if (first !== undefined && first.projects.length > 0)
    return [since, '', ...legs.map(({ name, projects }) => `- ${name}: ${projects.join(', ')}`)].join('\n');
  const files = base.commit === undefined ? [] : await git.changed(base.commit);
  const shown = files.slice(0, SHOWN_FILES).map((file) => `- ${JSON.stringify(file)}`);
  const more = files.length > SHOWN_FILES ? [`- and ${files.length - SHOWN_FILES} more`] : [];
  return [since, '', `Nothing is affected: no task reads what was changed`, ...shown, ...more].join('\n');
}

async function destination(event: Event): Promise<{ first: string; next: string }> {
  if (event.kind !== 'push') return { first: '', next: '' };
  return destinationOf(event.branch, await readBranches(workspaceRoot));
}

await main(plan);
