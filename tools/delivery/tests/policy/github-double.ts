import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv, type ErrorObject } from 'ajv';
import { onTestFinished } from 'vitest';
import description from './github.openapi.json' with { type: 'json' };

/**
 * GitHub on loopback, as far as `policy` uses it. Bodies of requests and answers are validated with GitHub's own description of its
 * API; what that does not say is as the documentation of each route has it.
 */

export const TOKEN = 'github_pat_5ecret';

type Json = Record<string, unknown>;
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

export interface Refusal {
  readonly status: number;
  readonly body?: Json | Json[];
  readonly headers?: http.OutgoingHttpHeaders;
}

interface Environment {
  body: Json;
  branches: { id: number; name: string; type: string }[];
}

const TEAMS: Readonly<Record<string, number>> = { 'release-managers': 71 };
const USERS: Readonly<Record<string, number>> = { kim: 5 };
const BRANCHES = '/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies';

const SCHEMA = 'content/application~1json/schema';

interface Asked {
  readonly body: Json;
  readonly parameters: Readonly<Record<string, string>>;
}

export async function gitHubDouble(): Promise<Double> {
  const double: Omit<Double, 'env'> = { rulesets: new Map(), environments: new Map(), writes: [], refuse: () => undefined };
  const routes = routesOf(double);
  const server = http.createServer(async (request, response) => {
    const { status, body, headers } = await answer(request, routes, double);
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      .end(status === 204 ? '' : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(double, { env: { GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: 'kerp/kerp', GITHUB_API_URL: url } });
}

async function answer(request: http.IncomingMessage, routes: Routes, double: Omit<Double, 'env'>): Promise<Refusal> {
  const { method = '', url = '' } = request;
  const [path = ''] = url.split('?');
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { message: 'Bad credentials' } };
  const refused = double.refuse(method, path);
  if (refused !== undefined) return refused;
  for (const [route, answered] of Object.entries(routes)) {
    const [verb = '', template = ''] = route.split(' ');
    const parameters = verb === method ? parametersIn(path, template) : undefined;
    if (parameters === undefined) continue;
    if (method !== 'GET') double.writes.push(`${method} ${decodeURIComponent(path)}`);
    const body = await bodyOf(request);
    const operation = `#/paths/${pointer(template)}/${method.toLowerCase()}`;
    const problems = problemsOf(requests, `${operation}/requestBody/${SCHEMA}`, body);
    if (problems.length > 0) return { status: 422, body: { message: 'Validation Failed', errors: problems } };
    const answer = answered({ body, parameters });
    if (answer === undefined) return { status: 404, body: { message: 'Not Found' } };
    const status = method === 'DELETE' ? 204 : template.endsWith('/rulesets') && method === 'POST' ? 201 : 200;
    const wrong = problemsOf(answers, `${operation}/responses/${status}/${SCHEMA}`, answer);
    return wrong.length === 0 ? { status, body: answer } : { status: 500, body: { message: `the double is wrong: ${wrong.join(', ')}` } };
  }
  return { status: 404, body: { message: `the double has no ${method} ${path}` } };
}

type Routes = Readonly<Record<string, (asked: Asked) => Json | Json[] | undefined>>;

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
      rulesets.delete(Number(parameters['ruleset_id'])) ? {} : undefined,
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
      return {};
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

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
}

function filled(name: string): Json {
  const { required = [], properties = {} } = (description.components.schemas as Record<string, Schema>)[name] ?? {};
  return Object.fromEntries(required.map((key) => [key, anyValue(properties[key] ?? {})]));
}

function anyValue({ type, format, enum: values, $ref }: Schema): unknown {
  if ($ref !== undefined) return filled($ref.split('/').at(-1) ?? '');
  if (values !== undefined) return values[0];
  if (type === 'integer') return 1;
  if (type === 'boolean') return false;
  if (format === 'date-time') return '2026-11-24T00:00:00Z';
  return format === 'uri' ? 'https://github.com' : '-';
}

const OPTIONS = { strict: false, allErrors: true, validateFormats: false };
const answers = new Ajv(OPTIONS).addSchema(description, 'github');
/** GitHub overlooks what it does not know; of a misspelt name the double complains. */
const requests = new Ajv(OPTIONS).addSchema(closed(description) as object, 'github');

/** @returns nothing for a place that the description does not have: no body. */
function problemsOf(ajv: Ajv, place: string, value: unknown): string[] {
  const validate = ajv.getSchema(`github${place}`);
  if (validate === undefined || validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }: ErrorObject) => `${instancePath} ${message}`);
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([key, member]) => [key, closed(member)]));
  return 'properties' in schema && !('anyOf' in schema) ? { ...members, additionalProperties: false } : members;
}

function pointer(text: string): string {
  return encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function parametersIn(path: string, template: string): Record<string, string> | undefined {
  const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  const groups = pattern.exec(path)?.groups;
  return groups && Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}

async function bodyOf(request: http.IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
}
