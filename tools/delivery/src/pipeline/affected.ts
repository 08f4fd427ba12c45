import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DeliveryError } from '../errors.ts';
import type { ProcessRunner } from '../ports.ts';
import { projectsOf, RUN_FILE, type Run } from '../report/run.ts';
import type { Base } from './base.ts';
import { readJson } from './json.ts';
import { nx } from './nx.ts';

/** Tests of several services together take minutes, whatever was changed: `make test` runs them, and CI. */
export const SLOW = 'tag:integration';

interface RunOptions {
  readonly workspaceRoot: string;
  readonly targets: readonly string[];
  /** For the targets. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the user typed, for the remedy. */
  readonly command: string;
}

export interface AffectedOptions extends RunOptions {
  /** Those instead of all that the change touches, where somebody else has divided them. */
  readonly projects?: readonly string[] | undefined;
}

/** What nx did, and whether it says that all is well. */
export interface Done {
  readonly run: Run;
  readonly succeeded: boolean;
}

/** Runs the targets of what a change touches. @returns what was done, or undefined when there is no project graph, which is said. */
export async function runAffected(base: Base, options: AffectedOptions, runner: ProcessRunner): Promise<Done | undefined> {
  const { projects } = options;
  return projects === undefined ? runSelected(touchedBy(base), options, runner) : runProjects(projects, options, runner);
}

/** The same of these projects. */
export async function runProjects(projects: readonly string[], options: RunOptions, runner: ProcessRunner): Promise<Done | undefined> {
  return runSelected(['run-many', `--projects=${projects}`], options, runner);
}

async function runSelected(selection: readonly string[], options: RunOptions, runner: ProcessRunner): Promise<Done | undefined> {
  const { workspaceRoot, targets, args: own = [], env } = options;
  await rm(path.join(workspaceRoot, RUN_FILE), { force: true });
  const args = [...selection, `--targets=${targets.join(',')}`, `--exclude=${SLOW}`, '--outputStyle=static', ...own];
  const { exitCode } = await runner.stream(nx(args, env));
  if (exitCode !== 0 && (await sayWhyNoGraph(workspaceRoot, runner))) return undefined;
  const run = await readJson<Run | undefined>(workspaceRoot, RUN_FILE, undefined);
  if (run !== undefined && !isDeepStrictEqual(run.argv, args)) {
    throw new DeliveryError('E_COMMAND_FAILED', {
      what: 'another run of nx ended in this clone at the same time: this one cannot be reported',
      where: RUN_FILE,
      fix: options.command,
    });
  }
  return { run: run ?? (await noRun()), succeeded: exitCode === 0 };
}

/** The command of nx that works on what a change touches. */
function touchedBy({ commit }: Base): string[] {
  return commit === undefined ? ['run-many'] : ['affected', `--base=${commit}`];
}

/**
 * Where a project file is broken, `nx run-many` and `nx affected` say only that there is no project graph; `nx show` names
 * the file. @returns whether that is why no task ran.
 */
async function sayWhyNoGraph(workspaceRoot: string, runner: ProcessRunner): Promise<boolean> {
  if (existsSync(path.join(workspaceRoot, RUN_FILE))) return false;
  const { exitCode, stdout, stderr } = await runner.capture(nx(['show', 'projects']));
  if (exitCode !== 0) console.error(`${stdout}${stderr}`);
  return exitCode !== 0;
}

/** Nx calls no hook when nothing is affected: then there is no file, and no task. */
async function noRun(): Promise<Run> {
  // Imported here, because it takes long and is not needed otherwise.
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const projects = projectsOf(readCachedProjectGraph());
  return { version: 1, argv: [], startedAt: new Date().toISOString(), durationMs: 0, projects, tasks: [] };
}
