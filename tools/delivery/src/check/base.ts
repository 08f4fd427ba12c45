import { DeliveryError } from '../errors.ts';
import type { Git } from '../ports.ts';

/** Where the base of a change may be named: for nx, and by GitHub for a pull request. */
export interface BaseVariables {
  readonly NX_BASE?: string;
  readonly GITHUB_BASE_REF?: string;
}

/**
 * What a change is compared with: where it left the branch that it is to go to. That is the named one, else the default branch.
 * `make pipeline` chooses by the same rule, but for a run on the default branch, where it looks for its last green run.
 * @returns undefined when there is no common history. @throws E_BASE_UNKNOWN, E_CLONE_SHALLOW, E_NOT_A_CLONE
 */
export async function baseCommit(
  git: Git,
  { NX_BASE, GITHUB_BASE_REF }: BaseVariables,
  defaultBranch: string,
): Promise<string | undefined> {
  const ref = NX_BASE || remote(GITHUB_BASE_REF) || (await branchRef(git, defaultBranch));
  if (!(await git.has(ref))) {
    throw new DeliveryError('E_BASE_UNKNOWN', {
      what: `'${ref}', which the change is compared with, is no commit of this clone`,
      fix: `fetch it (git fetch origin '${ref.replace(/^origin\//, '')}') or name another one: NX_BASE=<branch or commit>`,
    });
  }
  return git.mergeBase(ref, 'HEAD');
}

/** A branch as the remote has it, which is newer; without a remote the clone's own. */
export async function branchRef(git: Git, branch: string): Promise<string> {
  return (await git.has(`origin/${branch}`)) ? `origin/${branch}` : branch;
}

function remote(branch: string | undefined): string | undefined {
  return branch ? `origin/${branch}` : undefined;
}
