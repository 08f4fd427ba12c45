import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { filled, type Json } from '../github/description.ts';
import { type Asked, type Refusal, type Routes, serverOf } from '../github/server.ts';

/** GitHub on loopback, as far as `policy` uses it. What its description does not say is as the documentation of each route has it. */

export const TOKEN = 'github_pat_5ecret';

interface Stored extends Json {
  id: number;
  name: string;
}

export interface Double {
  readonly env: NodeJS.ProcessEnv;
  /** What it holds, by id and name; tests change it as people do in the browser. */
  readonly rulesets: Map<number, Stored>;
  readonly environments: Map<string, Environment>;
  /** Method and path of each request that writes. */
  readonly writes: string[];
  /** Answers instead of the double, if it has an answer. */
  refuse: (method: string, path: string) => Refusal | undefined;
}

interface Environment {
  body: Json;
  branches: { id: number; name: string; type: string }[];
}

const TEAMS: Readonly<Record<string, number>> = { 'release-managers': 71 };
const USERS: Readonly<Record<string, number>> = { kim: 5 };
const BRANCHES = '/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies';

export async function gitHubDouble(): Promise<Double> {
  const double: Omit<Double, 'env'> = { rulesets: new Map(), environments: new Map(), writes: [], refuse: () => undefined };
  const server = serverOf(routesOf(double), TOKEN, ({ method, path }) => {
    const refused = double.refuse(method, path);
    if (refused === undefined && method !== 'GET') double.writes.push(`${method} ${decodeURIComponent(path)}`);
    return refused;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(double, { env: { GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: 'kerp/kerp', GITHUB_API_URL: url } });
}

function routesOf({ rulesets, environments }: Omit<Double, 'env'>): Routes {
  let id = 1_000;
  const stored = (name: string) => environments.get(name) as Environment;
  const save = (number: number, body: Json): Stored => {
    const ruleset = { ...body, id: number, name: String(body['name']), source_type: 'Repository', source: 'kerp/kerp' };
    rulesets.set(number, ruleset);
    return ruleset;
  };
  const known = ({ parameters }: Asked) => rulesets.get(Number(parameters['ruleset_id']));
  return {
    'GET /repos/{owner}/{repo}/rulesets': () =>
      [...rulesets.values()].map(({ rules: _, conditions: __, bypass_actors: ___, ...summary }) => summary),
    'POST /repos/{owner}/{repo}/rulesets': ({ body }) => save(++id, body),
    'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}': known,
    'PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}': (asked) => known(asked) && save(Number(asked.parameters['ruleset_id']), asked.body),
    'DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}': ({ parameters }) =>
      rulesets.delete(Number(parameters['ruleset_id'])) ? null : undefined,
    'GET /repos/{owner}/{repo}/environments': () => {
      const all = [...environments].map(([name, { body }]) => environmentOf(name, body));
      return { total_count: all.length, environments: all };
    },
    'PUT /repos/{owner}/{repo}/environments/{environment_name}': ({ body, parameters: { environment_name: name = '' } }) => {
      environments.set(name, { branches: environments.get(name)?.branches ?? [], body });
      return environmentOf(name, body);
    },
    [`GET ${BRANCHES}`]: ({ parameters: { environment_name: name = '' } }) => {
      const { branches } = stored(name);
      return { total_count: branches.length, branch_policies: branches };
    },
    [`POST ${BRANCHES}`]: ({ body, parameters: { environment_name: name = '' } }) => {
      const policy = { id: ++id, name: String(body['name']), type: String(body['type'] ?? 'branch') };
      stored(name).branches.push(policy);
      return policy;
    },
    [`DELETE ${BRANCHES}/{branch_policy_id}`]: ({ parameters: { environment_name: name = '', branch_policy_id: gone } }) => {
      const environment = stored(name);
      environment.branches = environment.branches.filter((policy) => policy.id !== Number(gone));
      return null;
    },
    'GET /orgs/{org}/teams/{team_slug}': ({ parameters: { org, team_slug: slug = '' } }) =>
      org === 'kerp' && slug in TEAMS ? teamOf(slug) : undefined,
    'GET /users/{username}': ({ parameters: { username = '' } }) => (username in USERS ? userOf(username) : undefined),
  };
}

/** As GitHub tells what was set: rules of protection instead of fields. */
function environmentOf(name: string, { reviewers, prevent_self_review, deployment_branch_policy: policy = null }: Json): Json {
  const links = { node_id: 'x', url: 'https://api.github.com/x', html_url: 'https://github.com/x' };
  const list = (reviewers ?? []) as { type: 'Team' | 'User'; id: number }[];
  const review = {
    id: 1,
    node_id: 'x',
    type: 'required_reviewers',
    prevent_self_review,
    reviewers: list.map(({ type, id }) => ({ type, reviewer: type === 'Team' ? teamOf(named(TEAMS, id)) : userOf(named(USERS, id)) })),
  };
  return {
    id: 1,
    name,
    ...links,
    created_at: '2026-11-24T00:00:00Z',
    updated_at: '2026-11-24T00:00:00Z',
    protection_rules: [...(list.length > 0 ? [review] : []), ...(policy === null ? [] : [{ id: 2, node_id: 'x', type: 'branch_policy' }])],
    deployment_branch_policy: policy,
  };
}

function named(ids: Readonly<Record<string, number>>, id: number): string {
  return Object.keys(ids).find((name) => ids[name] === id) ?? '';
}

/** Everything that GitHub's description requires of these, with values that say nothing. */
function teamOf(slug: string): Json {
  return { ...filled('team'), ...filled('team-full'), id: TEAMS[slug], slug, name: slug, parent: null };
}

function userOf(login: string): Json {
  return { ...filled('simple-user'), ...filled('public-user'), id: USERS[login], login };
}
