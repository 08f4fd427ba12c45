import { request } from '@octokit/request';
import { DeliveryError } from '../errors.ts';
import type { WorkflowRuns } from '../ports.ts';

/** How long GitHub may take for an answer, in milliseconds. */
const TIMEOUT_MS = 20_000;

/** Asks the GitHub that runs this workflow. */
export type Ask = (route: string, parameters?: Readonly<Record<string, string | number>>) => Promise<unknown>;

/** A repository, as GitHub Actions names it in the environment, and a token for it. */
interface Repository {
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  readonly baseUrl: string;
}

/** @param env GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL. @throws E_SECRET_MISSING, E_GITHUB; never with the token in it. */
export function gitHub(env: NodeJS.ProcessEnv, timeoutMs = TIMEOUT_MS): Ask {
  const { owner, repo, token, baseUrl } = repositoryIn(env);
  return async (route, parameters = {}) => {
    try {
      const { data } = await request(route, {
        owner,
        repo,
        ...parameters,
        baseUrl,
        headers: { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' },
        request: { signal: AbortSignal.timeout(timeoutMs) },
      });
      return data;
    } catch (error) {
      throw refused(route, error as Error, token, timeoutMs);
    }
  };
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

function repositoryIn({ GITHUB_REPOSITORY = '', GITHUB_TOKEN, GITHUB_API_URL = 'https://api.github.com' }: NodeJS.ProcessEnv): Repository {
  const [owner = '', repo = ''] = GITHUB_REPOSITORY.split('/');
  if (!GITHUB_TOKEN)
    throw new DeliveryError('E_SECRET_MISSING', {
      what: 'GITHUB_TOKEN is not set',
      fix: 'pass it on in the env of the step: GITHUB_TOKEN: $' + '{{ github.token }}',
    });
  return { owner, repo, token: GITHUB_TOKEN, baseUrl: GITHUB_API_URL };
}

function refused(route: string, error: Error & { status?: number }, token: string, timeoutMs: number): DeliveryError {
  const late = error.name === 'TimeoutError' || (error.cause as Error | undefined)?.name === 'TimeoutError';
  const cause = late ? `no answer within ${timeoutMs / 1000} s` : [error.status, error.message].filter(Boolean).join(' ');
  return new DeliveryError('E_GITHUB', {
    what: cause.replaceAll(token, '***').replace(/\s+/g, ' '),
    where: route,
    fix:
      error.status === 403 || error.status === 404
        ? 'give the job the permission that this needs, such as actions: read'
        : 'run the job again; https://www.githubstatus.com says whether GitHub is well',
  });
}
