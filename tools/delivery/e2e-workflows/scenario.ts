import type { Trigger } from './act.ts';

/** A pull request, as GitHub describes it to the workflow: HEAD is the merge of both branches. */
export function pullRequest(commit: string, { target = 'main', head = 'feature/one', fork = false, title = '' } = {}): Trigger {
  return {
    workflow: 'pr-checks.yml',
    event: 'pull_request',
    payload: { number: 7, pull_request: { number: 7, title, base: { ref: target }, head: { ref: head, repo: { fork } } } },
    ref: 'refs/pull/7/merge',
    commit,
  };
}

/** An entry of the merge queue. */
export function mergeGroup(commit: string, base: string): Trigger {
  return {
    workflow: 'pr-checks.yml',
    event: 'merge_group',
    payload: { merge_group: { base_ref: 'refs/heads/main', base_sha: base, head_sha: commit } },
    ref: 'refs/heads/gh-readonly-queue/main/pr-7',
    commit,
  };
}

/** A push to a branch whose last successful run was of a commit, if there was one. */
export function push(branch: string, commit: string, green?: string): Trigger {
  return {
    workflow: 'build.yml',
    event: 'push',
    payload: { ref: `refs/heads/${branch}`, after: commit, deleted: false },
    ref: `refs/heads/${branch}`,
    commit,
    secrets: { KUBE_CONFIG: 'kubeconfig of the environment', SLACK_WEBHOOK_URL: 'https://hooks.slack.example/x' },
    gitHub: { successful: green === undefined ? {} : { [branch]: [green] }, branch },
  };
}

/** Somebody who starts a workflow on main by hand. */
export function dispatch(workflow: string, commit: string, inputs: Readonly<Record<string, string>>): Trigger {
  return {
    workflow,
    event: 'workflow_dispatch',
    payload: { ref: 'refs/heads/main', inputs },
    ref: 'refs/heads/main',
    commit,
    secrets: { KUBE_CONFIG: 'kubeconfig of the environment', SLACK_WEBHOOK_URL: 'https://hooks.slack.example/x' },
  };
}

/** One line in api-server. */
export const SERVICE = 'apps/api-server/http/handler.go';
/** What that change runs of api-server. */
export const SERVICE_TASKS = ['audit', 'generate', 'lint', 'scan', 'test'].map((target) => `api-server:${target} ran`);
export const changeService = (text: string) => text.replace('"response not written', '"response not sent');
