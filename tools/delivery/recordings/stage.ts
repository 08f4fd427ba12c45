import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cloneOf } from '../e2e/clone.ts';
import { type Workspace, workspaceAt } from '../e2e/workspace.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

export interface Clone {
  readonly workspace: Workspace;
  remove(): Promise<void>;
}

/** A clone of this repository as it is now, set up, with all that its cache has. */
export async function clone(): Promise<Clone> {
  const folder = await mkdtemp(path.join(tmpdir(), 'recording-'));
  const root = path.join(folder, 'kerp');
  await cloneOf(REPOSITORY, root);
  const workspace = workspaceAt(root);
  // Commits are somebody's.
  await workspace.git('config', 'user.name', 'Kim');
  await workspace.git('config', 'user.email', 'kim@example.invalid');
  return { workspace, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Brings a clone to where its change begins: what the change can reach was checked before, as it is on a machine that is worked on.
 * @param files that the change is in, with commas between them.
 */
export async function checkBefore(workspace: Workspace, files: string): Promise<void> {
  const shown = await workspace.nx('show', 'projects', '--affected', `--files=${files}`, '--sep=,');
  await succeed(
    workspace.nx('run-many', `--projects=${shown.output.trim()}`, '--targets=lint,test,scan,build,docker', '--exclude=tag:integration'),
  );
}

export async function succeed(result: Promise<{ exitCode: number; output: string }>): Promise<void> {
  const { exitCode, output } = await result;
  if (exitCode !== 0) throw new Error(output);
}

/** Where a newcomer begins: a folder without a clone, and the clone that the first step makes in it. */
export interface Beginning {
  readonly around: Workspace;
  readonly inside: Workspace;
  remove(): Promise<void>;
}

/** `$KERP` is a copy of this repository as it is now. Nothing that is installed here is on the newcomer's PATH. */
export async function freshClone(): Promise<Beginning> {
  const { workspace, remove } = await clone();
  const folder = path.join(workspace.root, '..');
  const foreign = (process.env['PATH'] ?? '').split(path.delimiter).filter((entry) => !entry.startsWith(REPOSITORY));
  const env = {
    ...workspace.env,
    PATH: foreign.join(path.delimiter),
    KERP: workspace.root,
    GIT_AUTHOR_NAME: 'Kim',
    GIT_AUTHOR_EMAIL: 'kim@example.invalid',
    GIT_COMMITTER_NAME: 'Kim',
    GIT_COMMITTER_EMAIL: 'kim@example.invalid',
  };
  const newcomers = path.join(folder, 'newcomer');
  await mkdir(newcomers);
  return { around: workspaceAt(newcomers, env), inside: workspaceAt(path.join(newcomers, 'kerp'), env), remove };
}
