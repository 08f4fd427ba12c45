import { request as octokit } from '@octokit/request';
import type { EndpointOptions } from '@octokit/types';
import { DeliveryError } from '../errors.ts';
import type { Change, Present } from '../policy/difference.ts';
import { type ProtectedEnvironment, RULESET_PREFIX } from '../policy/wanted.ts';
import type { Repository } from '../ports.ts';
import { isPrivate } from './channels.ts';

/** How long GitHub may take for an answer, in milliseconds. */
const TIMEOUT_MS = 20_000;
/** Of a page, and more than any of these lists has. */
const PAGE = 100;
const TOKEN_FIX =
  'make a fine-grained token for the repository: https://github.com/settings/personal-access-tokens/new\n' +
  'with Administration: read and write, Actions: read, and of the organisation Members: read; then GITHUB_TOKEN=... npx nx run github:policy';

/** The request of octokit, with the types of its routes. @throws E_GITHUB; never with the token in it. */
type Request = typeof octokit;

/** Which repository, as GitHub's routes name it. */
interface Here {
  readonly owner: string;
  readonly repo: string;
}

/** @param env GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL. @throws E_SECRET_MISSING, E_OPTION_INVALID */
export function gitHubRepository(env: NodeJS.ProcessEnv, timeoutMs = TIMEOUT_MS): Repository {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: name = '', GITHUB_API_URL: baseUrl = 'https://api.github.com' } = env;
  if (!token) throw new DeliveryError('E_SECRET_MISSING', { what: 'GITHUB_TOKEN is not set', fix: TOKEN_FIX });
  const [, owner = '', repo = ''] = /^([\w.-]+)\/([\w.-]+)$/.exec(name) ?? [];
  if (owner === '')
    throw new DeliveryError('E_OPTION_INVALID', {
      what: `GITHUB_REPOSITORY is '${name}', not <owner>/<name>`,
      fix: 'GITHUB_REPOSITORY=<owner>/<name> npx nx run github:policy',
    });
  if (!isPrivate(baseUrl))
    throw new DeliveryError('E_OPTION_INVALID', {
      what: 'GITHUB_API_URL is no https URL, and the token would be readable on its way',
      fix: 'GITHUB_API_URL=https://<host>/api/v3, or leave it out for github.com',
    });
  const here = { owner, repo };
  const request = requestWith(token, baseUrl, timeoutMs);
  return {
    name,
    policy: async () => {
      const [rulesets, environments] = await Promise.all([rulesetsOf(here, request), environmentsOf(here, request)]);
      return { rulesets, environments };
    },
    set: (change) => set(change, here, request),
  };
}

async function rulesetsOf(here: Here, request: Request): Promise<Present['rulesets']> {
  const { data } = await request('GET /repos/{owner}/{repo}/rulesets', { ...here, includes_parents: false, per_page: PAGE });
  const own = data.filter(({ name }) => name.startsWith(RULESET_PREFIX));
  return Promise.all(
    own.map(async ({ id }) => {
      const { data: ruleset } = await request('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', { ...here, ruleset_id: id });
      // Only who may change a ruleset is told who may bypass it.
      if (ruleset.bypass_actors !== undefined) return ruleset;
      throw new DeliveryError('E_GITHUB', {
        what: 'GitHub does not tell this token who may bypass the rules',
        where: ruleset.name,
        fix: TOKEN_FIX,
      });
    }),
  );
}

async function environmentsOf(here: Here, request: Request): Promise<ProtectedEnvironment[]> {
  const { data } = await request('GET /repos/{owner}/{repo}/environments', { ...here, per_page: PAGE });
  return Promise.all(
    (data.environments ?? []).map(async ({ name, protection_rules = [], deployment_branch_policy: policy }) => {
      const review = protection_rules.find(({ type }) => type === 'required_reviewers') as Review | undefined;
      return {
        name,
        approvers: (review?.reviewers ?? []).map(({ reviewer }) => reviewer?.login ?? `${here.owner}/${reviewer?.slug}`).sort(),
        selfApproval: review !== undefined && !review.prevent_self_review,
        branches: policy?.custom_branch_policies ? (await branchPolicies(name, here, request)).map(patternOf).sort() : ['(any)'],
      };
    }),
  );
}

/** https://docs.github.com/rest/deployments/environments#get-an-environment: one shape of protection_rules. */
interface Review {
  readonly prevent_self_review?: boolean;
  readonly reviewers?: readonly { readonly reviewer?: { readonly login?: string; readonly slug?: string } }[];
}

interface BranchPolicy {
  readonly id?: number;
  readonly name?: string;
  readonly type?: 'branch' | 'tag';
}

async function branchPolicies(environment: string, here: Here, request: Request): Promise<readonly BranchPolicy[]> {
  const { data } = await request('GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies', {
    ...here,
    environment_name: environment,
    per_page: PAGE,
  });
  return data.branch_policies;
}

function patternOf({ name = '', type }: BranchPolicy): string {
  return type === 'tag' ? `tag ${name}` : name;
}

async function set(change: Change, here: Here, request: Request): Promise<void> {
  if (change.kind === 'environment') return setEnvironment(change.wanted, here, request);
  const id = { ...here, ruleset_id: change.id ?? 0 };
  if (change.kind === 'stale ruleset') await request('DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}', id);
  else if (change.id === undefined) await request('POST /repos/{owner}/{repo}/rulesets', { ...here, ...change.wanted });
  else await request('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', { ...id, ...change.wanted });
}

async function setEnvironment(
  { name, approvers, selfApproval, branches }: ProtectedEnvironment,
  here: Here,
  request: Request,
): Promise<void> {
  const reviewers = await Promise.all(approvers.map((approver) => reviewerNamed(approver, request)));
  const environment = { ...here, environment_name: name };
  await request('PUT /repos/{owner}/{repo}/environments/{environment_name}', {
    ...environment,
    prevent_self_review: !selfApproval,
    reviewers,
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  });
  const there = await branchPolicies(name, here, request);
  const route = '/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies';
  for (const branch of branches.filter((wanted) => !there.some((policy) => patternOf(policy) === wanted)))
    await request(`POST ${route}`, { ...environment, name: branch, type: 'branch' });
  for (const { id = 0 } of there.filter((policy) => !branches.includes(patternOf(policy))))
    await request(`DELETE ${route}/{branch_policy_id}`, { ...environment, branch_policy_id: id });
}

async function reviewerNamed(approver: string, request: Request): Promise<{ type: 'Team' | 'User'; id: number }> {
  const [org = '', team] = approver.split('/');
  if (team !== undefined)
    return { type: 'Team', id: (await request('GET /orgs/{org}/teams/{team_slug}', { org, team_slug: team })).data.id };
  const { data } = await request('GET /users/{username}', { username: org });
  return { type: 'User', id: Number(data.id) };
}

function requestWith(token: string, baseUrl: string, timeoutMs: number): Request {
  return octokit.defaults({
    baseUrl,
    headers: { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' },
    request: {
      hook: async (request: Request, options: Required<EndpointOptions>) => {
        try {
          return await request({ ...options, request: { signal: AbortSignal.timeout(timeoutMs) } });
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          throw refusal(error, `${options.method} ${options.url}`, token, timeoutMs);
        }
      },
    },
  });
}

/** What octokit throws, as far as it says why: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api */
interface Failure extends Error {
  readonly status?: number;
  readonly response?: {
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly data?: { readonly message?: string; readonly errors?: readonly unknown[] };
  };
}

function refusal(error: Failure, where: string, token: string, timeoutMs: number): DeliveryError {
  const { status, response } = error;
  const late = error.name === 'TimeoutError' || (error.cause as Error | undefined)?.name === 'TimeoutError';
  const { message = error.message, errors = [] } = response?.data ?? {};
  const said = [message, ...errors.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)))].join('; ');
  const what = late ? `no answer within ${timeoutMs / 1000} s` : response === undefined ? said : `${status} ${said}`;
  return new DeliveryError('E_GITHUB', {
    what: what.replaceAll(token, '***').replace(/\s+/g, ' '),
    where,
    fix: remedy(status, response?.headers ?? {}),
  });
}

function remedy(status: number | undefined, headers: Readonly<Record<string, string | undefined>>): string {
  if (headers['x-ratelimit-remaining'] === '0' || status === 429) {
    const reset = Number(headers['x-ratelimit-reset']);
    return `GitHub's limit of requests is used up: run it again after ${new Date(reset * 1000).toISOString()}`;
  }
  const accepted = headers['x-accepted-github-permissions'];
  if (accepted !== undefined && status !== 422) return `the token lacks a permission; this takes ${accepted}\n${TOKEN_FIX}`;
  if (status === 401 || status === 403) return `the token is not valid, or not for this\n${TOKEN_FIX}`;
  if (status === 404)
    return `check GITHUB_REPOSITORY and the approvers in deployments/environments.json; what a token may not see is not found\n${TOKEN_FIX}`;
  if (status === 422) return 'GitHub does not take this value: correct deployments/branches.json or environments.json';
  return 'run it again; https://www.githubstatus.com says whether GitHub is well';
}
