import { writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Takes from GitHub's description of its API the routes that `policy` and operators call, with what they refer to:
 *
 *   cd "$(mktemp -d)" && npm pack @octokit/openapi@23.0.2 && tar xzf *.tgz
 *   npx node <workspace>/tools/delivery/tests/github/excerpt.ts package/generated/api.github.com.json
 *
 * The whole package has 385 MB, which no clone should have to install.
 */
const ROUTES = {
  '/repos/{owner}/{repo}/rulesets': ['get', 'post'],
  '/repos/{owner}/{repo}/rulesets/{ruleset_id}': ['get', 'put', 'delete'],
  '/repos/{owner}/{repo}/environments': ['get'],
  '/repos/{owner}/{repo}/environments/{environment_name}': ['put'],
  '/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies': ['get', 'post'],
  '/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies/{branch_policy_id}': ['delete'],
  '/repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key': ['get'],
  '/repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}': ['put'],
  '/repos/{owner}/{repo}/actions/variables': ['post'],
  '/repos/{owner}/{repo}/actions/variables/{name}': ['patch', 'delete'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}': ['get'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': ['post'],
  '/orgs/{org}/teams/{team_slug}': ['get'],
  '/users/{username}': ['get'],
};
const FOR_PEOPLE = new Set(['description', 'example', 'examples', 'summary', 'title', 'externalDocs', 'x-github', 'x-octokit', 'tags']);

type Json = { [key: string]: unknown };
interface Description extends Json {
  readonly info: { readonly version: string };
  readonly paths: Record<string, Record<string, { requestBody?: unknown; responses?: Json }>>;
}

const { default: whole } = (await import(path.resolve(process.argv[2] ?? ''), { with: { type: 'json' } })) as { default: Description };
const components: Record<string, Json> = {};
const paths = Object.fromEntries(
  Object.entries(ROUTES).map(([route, methods]) => {
    const operations = methods.map((method) => {
      const { requestBody, responses = {} } = whole.paths[route]?.[method] ?? {};
      const succeeded = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      return [method, taken({ requestBody, responses: Object.fromEntries(succeeded) })];
    });
    return [route, Object.fromEntries(operations)];
  }),
);
const excerpt = {
  openapi: whole['openapi'],
  info: { title: 'Excerpt of @octokit/openapi 23.0.2, api.github.com (MIT)' },
  paths,
  components,
};
writeFileSync(path.join(import.meta.dirname, 'github.openapi.json'), `${JSON.stringify(excerpt, null, 2)}\n`);

/** A copy without what only people read; adds what it refers to to the components. */
function taken(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((member) => taken(member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      if (member === undefined || (!isNames && FOR_PEOPLE.has(key))) return [];
      // In OpenAPI 3.0 it says nothing without a type, and Ajv does not accept it.
      if (key === 'nullable' && !('type' in value)) return [];
      if (key === '$ref' && typeof member === 'string') add(member);
      return [[key, taken(member, !isNames && key === 'properties')]];
    }),
  );
}

function add(reference: string): void {
  const [, , kind = '', name = ''] = reference.split('/');
  const known = components[kind] ?? {};
  components[kind] = known;
  if (name in known) return;
  known[name] = {};
  known[name] = taken((whole['components'] as Record<string, Json>)[kind]?.[name]);
}
