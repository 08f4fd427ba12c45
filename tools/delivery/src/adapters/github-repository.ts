import { DeliveryError } from '../errors.ts';
import type { Change, Present } from '../policy/difference.ts';
import { type ProtectedEnvironment, RULESET_PREFIX } from '../policy/wanted.ts';
import type { Repository } from '../ports.ts';
import { type GitHub, gitHubIn, type Request } from './github-client.ts';

/** Of a page, and more than any of these lists has. */
const PAGE = 100;
const TOKEN_FIX =
  'make a fine-grained token for the repository: https://github.com/settings/personal-access-tokens/new\n' +
  'with Administration: read and write, Actions: read, and of the organisation Members: read; then GITHUB_TOKEN=... npx nx run github:policy';

/** Which repository, as GitHub's routes name it. */
type Here = Omit<GitHub, 'request'>;

/** @param env GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL. @throws E_SECRET_MISSING, E_OPTION_INVALID */
export function gitHubRepository(env: NodeJS.ProcessEnv, timeoutMs?: number): Repository {
  const { GITHUB_TOKEN: token } = env;
  if (!token) throw new DeliveryError('E_SECRET_MISSING', { what: 'GITHUB_TOKEN is not set', fix: TOKEN_FIX });
  const { request, ...here } = gitHubIn(env, token, { timeoutMs, tokenFix: TOKEN_FIX });
  return {
    name: `${here.owner}/${here.repo}`,
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
