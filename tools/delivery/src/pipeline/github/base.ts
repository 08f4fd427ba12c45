import { DeliveryError } from '../../errors.ts';
import type { Git, WorkflowRuns } from '../../ports.ts';
import type { Base } from '../base.ts';
import type { Event } from './event.ts';

/**
 * What a workflow's run is compared with. It never compares with too late a commit: what cannot be known is an error, and
 * what has no predecessor is everything.
 *
 * - pull_request: where the merge of the request left its target branch
 * - merge_group: what the queue builds on
 * - push: the last successful run of this workflow on this branch; its first one is of everything
 * @throws E_BASE_UNKNOWN, E_CLONE_SHALLOW, E_GITHUB
 */
export async function baseOf(event: Event, git: Git, runs: WorkflowRuns): Promise<Base> {
  if (event.kind === 'pull_request') return leftAt(`origin/${event.target}`, git);
  if (event.kind === 'merge_group') return queuedOn(event.base, event.target, git);
  return lastSuccess(event.branch, git, runs);
}

async function leftAt(ref: string, git: Git): Promise<Base> {
  await git.commit(ref);
  const commit = await git.mergeBase(ref, 'HEAD');
  if (commit !== undefined) return { commit, reason: `where this request left ${ref}` };
  throw unknown(`${ref} and HEAD have no common history`, 'start the branch from its target: git rebase');
}

async function queuedOn(base: string, target: string, git: Git): Promise<Base> {
  if ((await git.has(base)) && (await git.mergeBase(base, 'HEAD')) === base)
    return { commit: base, reason: `what the merge queue of ${target} builds on` };
  throw unknown(
    `HEAD does not build on ${base}, the base of the merge group`,
    'check that the workflow checks out the whole history: fetch-depth: 0',
  );
}

async function lastSuccess(branch: string, git: Git, runs: WorkflowRuns): Promise<Base> {
  // A shallow clone has not the commits to compare with, and would take each of them for one of another history.
  if (await git.isShallow())
    throw new DeliveryError('E_CLONE_SHALLOW', {
      what: 'this shallow clone does not reach the last successful run',
      fix: 'let the workflow check out the whole history: fetch-depth: 0',
    });
  const { workflow, successful } = await runs.of(branch);
  if (successful.length === 0) return { commit: undefined, reason: `no run of ${workflow} on ${branch} has succeeded yet: everything` };
  for (const commit of successful) {
    if ((await git.has(commit)) && (await git.mergeBase(commit, 'HEAD')) === commit)
      return { commit, reason: `the last successful run of ${workflow} on ${branch}` };
  }
  return { commit: undefined, reason: `${branch} was rewritten since the last successful run of ${workflow}: everything` };
}

function unknown(what: string, fix: string): DeliveryError {
  return new DeliveryError('E_BASE_UNKNOWN', { what, fix });
}
