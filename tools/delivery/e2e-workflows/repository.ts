import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { inject, onTestFinished } from 'vitest';

const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];

/** What GitHub has of this workspace: branches and commits that a test adds to. */
export interface Repository {
  readonly root: string;
  /** Commit that main has at first. */
  readonly main: string;
  /** Starts a branch where another one is, or goes to it. */
  switch(branch: string, from?: string): Promise<void>;
  /** Changes a file on the branch that is checked out; what the message says, its version is counted from. @returns the commit. */
  commit(file: string, change: (text: string) => string, message?: string): Promise<string>;
  /** Gives a commit a tag. */
  tag(name: string, commit: string): Promise<void>;
  /** @returns `name commit` of each tag. */
  tags(): Promise<string[]>;
  /** A commit that changes nothing. @returns it. */
  nothing(): Promise<string>;
  /** The commit that GitHub makes to try a request: both branches merged. It is checked out. */
  merge(target: string, head: string): Promise<string>;
}

/** One for each test; it is removed when the test is over. */
export async function repository(): Promise<Repository> {
  const folder = await mkdtemp(path.join(tmpdir(), 'workflow-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const root = path.join(folder, 'kerp');
  await execa('git', ['clone', '--quiet', '--shared', path.join(inject('template'), 'origin'), root]);
  const git = async (...args: string[]) => (await execa('git', [...AUTHOR, ...args], { cwd: root })).stdout;
  // As GitHub does: a run fetches its commit by name.
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  return {
    root,
    main: await git('rev-parse', 'main'),
    async switch(branch, from) {
      await git('switch', '--quiet', ...(from === undefined ? [branch] : ['--create', branch, from]));
    },
    async commit(file, change, message = 'test: change a file') {
      const full = path.join(root, file);
      await writeFile(full, change(await readFile(full, 'utf8').catch(() => '')));
      await git('add', '--', file);
      await git('commit', '--quiet', `--message=${message}`);
      return git('rev-parse', 'HEAD');
    },
    async tag(name, commit) {
      await git('tag', name, commit);
    },
    async tags() {
      return (await git('tag', '--list', '--format=%(refname:short) %(objectname)')).split('\n').filter(Boolean);
    },
    async nothing() {
      await git('commit', '--quiet', '--allow-empty', '--message=test: nothing');
      return git('rev-parse', 'HEAD');
    },
    async merge(target, head) {
      await git('switch', '--quiet', '--detach', target);
      await git('merge', '--quiet', '--no-ff', '--message=merge', '--', head);
      return git('rev-parse', 'HEAD');
    },
  };
}
