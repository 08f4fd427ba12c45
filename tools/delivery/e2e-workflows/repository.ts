import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];

/** What GitHub has of this workspace: branches and commits that can be added to. */
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

/** @param origin what it has at first. @param root folder that it gets. */
export async function repositoryOf(origin: string, root: string): Promise<Repository> {
  await execa('git', ['clone', '--quiet', '--shared', origin, root]);
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
