import { branchRef } from '../check/base.ts';
import { DeliveryError } from '../errors.ts';
import type { Git } from '../ports.ts';

/** What a run compares with. Without a commit everything is run: unchanged results come from the cache. */
export interface Base {
  readonly commit: string | undefined;
  /** For people: why this one. */
  readonly reason: string;
}

/** The base in words. */
export function nameOf({ commit, reason }: Base): string {
  return commit === undefined ? reason : `${reason} (${commit.slice(0, 12)})`;
}

/** Commits of earlier runs without a failure, by branch. */
export type Green = Readonly<Record<string, string>>;

/** What the user typed. */
export interface Wish {
  /** A ref to compare with. */
  readonly asked?: string | undefined;
  /** For the remedy. */
  readonly command: string;
}

/**
 * Like the pipeline on GitHub: a branch is compared with where it left the default branch, the default branch with its
 * last green run. The first run in a clone is of everything.
 * @param asked a ref that the user named; it is compared with where HEAD left it.
 * @throws E_BASE_UNKNOWN, E_CLONE_SHALLOW
 */
export async function chooseBase(git: Git, green: Green, defaultBranch: string, { asked, command }: Wish): Promise<Base> {
  if (asked !== undefined && asked !== '') return leftAt(git, asked, command);
  if (Object.keys(green).length === 0) return { commit: undefined, reason: 'the first run in this clone: everything' };
  return changeBase(git, green, defaultBranch, { command });
}

/** The same for what needs no result of an earlier run: the first one in a clone is of the change, too. */
export async function changeBase(git: Git, green: Green, defaultBranch: string, { asked, command }: Wish): Promise<Base> {
  if (asked !== undefined && asked !== '') return leftAt(git, asked, command);
  const branch = await git.branch();
  if (branch !== defaultBranch) return leftAt(git, await branchRef(git, defaultBranch), command);
  const last = green[branch];
  if (last === undefined || !(await git.has(last)) || (await git.mergeBase(last, 'HEAD')) !== last) {
    return { commit: undefined, reason: `no green run of ${branch} that this commit builds on: everything` };
  }
  return { commit: last, reason: `the last green run of ${branch}` };
}

async function leftAt(git: Git, ref: string, command: string): Promise<Base> {
  if (!(await git.has(ref))) {
    throw new DeliveryError('E_BASE_UNKNOWN', {
      what: `'${ref}' is no commit of this clone`,
      fix: `fetch it (git fetch origin '${ref.replace(/^origin\//, '')}') or name another one: ${command} BASE=<branch or commit>`,
    });
  }
  const commit = await git.mergeBase(ref, 'HEAD');
  return commit === undefined
    ? { commit, reason: `no common history with ${ref}: everything` }
    : { commit, reason: `where this branch left ${ref}` };
}
