import type { Result } from './ledger.ts';
import { cut, headlineOf, type Run } from './notices.ts';

/** Characters of a description: https://docs.github.com/rest/deployments/statuses#create-a-deployment-status */
const DESCRIPTION = 140;

/** Body of POST /repos/{owner}/{repo}/deployments */
export interface Deployment {
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string;
  /** Otherwise GitHub merges the default branch into the ref. */
  readonly auto_merge: false;
  /** None: what is deployed was checked before, and GitHub would refuse while a check still runs, such as this one. */
  readonly required_contexts: readonly string[];
  readonly payload: { readonly version: string; readonly from?: string; readonly plan: string; readonly number: number };
}

/** Body of POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses */
export interface DeploymentStatus {
  readonly state: 'in_progress' | 'success' | 'failure' | 'error';
  readonly description: string;
  readonly environment_url: string;
  readonly log_url?: string;
}

export function deploymentOf({ entry, environment }: Run): Deployment {
  const { kind, version, from, plan, number } = entry;
  return {
    ref: entry.target.release.commit,
    task: kind,
    environment: environment.name,
    description: cut(`${kind} ${version}, by ${entry.by}`, DESCRIPTION),
    auto_merge: false,
    required_contexts: [],
    payload: { version, ...(from === undefined ? {} : { from }), plan, number },
  };
}

const STATES: Readonly<Record<Result['outcome'], DeploymentStatus['state']>> = {
  succeeded: 'success',
  returned: 'failure',
  failed: 'failure',
  interrupted: 'error',
};

/** @param result undefined while it runs. */
export function statusOf(run: Run, result?: Result): DeploymentStatus {
  const { entry, environment } = run;
  return {
    state: result === undefined ? 'in_progress' : STATES[result.outcome],
    description: cut(result === undefined ? `${entry.kind} of ${entry.version} runs` : headlineOf(run, result), DESCRIPTION),
    environment_url: environment.url,
    ...(entry.link === undefined ? {} : { log_url: entry.link }),
  };
}
