import { DeliveryError } from '../errors.ts';
import type { WorkflowRuns } from '../ports.ts';
import { gitHubIn } from './github-client.ts';

const TOKEN_FIX =
  'give the job the permission that this needs, such as actions: read, and pass its token on in the env of the step:\n' +
  'GITHUB_TOKEN: $' +
  '{{ github.token }}';

/** Asks the GitHub that runs this workflow. */
export type Ask = (route: string, parameters?: Readonly<Record<string, string | number>>) => Promise<unknown>;

/** @param env GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL. @throws E_SECRET_MISSING, E_OPTION_INVALID, E_GITHUB */
export function gitHub(env: NodeJS.ProcessEnv, timeoutMs?: number): Ask {
  const { GITHUB_TOKEN: token } = env;
  if (!token) throw new DeliveryError('E_SECRET_MISSING', { what: 'GITHUB_TOKEN is not set', fix: TOKEN_FIX });
  const { owner, repo, request } = gitHubIn(env, token, { timeoutMs, tokenFix: TOKEN_FIX });
  return async (route, parameters = {}) => (await request(route, { owner, repo, ...parameters })).data;
}

/** @param env also GITHUB_WORKFLOW_REF: `owner/repo/.github/workflows/build.yml@refs/heads/main`. */
export function workflowRuns(env: NodeJS.ProcessEnv, ask: Ask = gitHub(env)): WorkflowRuns {
  const workflow = /\/([^/@]+)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.[1] ?? '';
  return {
    async of(branch) {
      const { workflow_runs: runs } = (await ask('GET /repos/{owner}/{repo}/actions/workflows/{workflow}/runs', {
        workflow,
        branch,
        event: 'push',
        status: 'success',
        per_page: 100,
      })) as { workflow_runs: { head_sha: string }[] };
      return { workflow, successful: runs.map(({ head_sha }) => head_sha) };
    },
  };
}
