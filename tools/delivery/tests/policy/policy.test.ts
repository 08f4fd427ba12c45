import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { BRANCHES_FILE } from '../../src/deploy/settings.ts';
import { ENVIRONMENTS_FILE } from '../../src/graph/markers.ts';
import policy from '../../src/policy/policy.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { folderWith } from '../folder.ts';
import { type Double, gitHubDouble, TOKEN } from './github-double.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const FILES = Object.fromEntries([BRANCHES_FILE, ENVIRONMENTS_FILE].map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]));

/** Runs the executor against a repository. @returns what a user sees. */
async function run(options: object, env: NodeJS.ProcessEnv, files = FILES): Promise<{ success: boolean; lines: string[] }> {
  const lines = quietConsole();
  const earlier = lines().length;
  for (const name of ['GITHUB_TOKEN', 'GITHUB_REPOSITORY', 'GITHUB_API_URL']) vi.stubEnv(name, env[name]);
  try {
    const { success } = await policy(options, contextOf(folderWith(files), { github: { root: '.github' } }));
    return {
      success,
      lines: lines()
        .slice(earlier)
        .filter((line) => line !== ''),
    };
  } finally {
    vi.unstubAllEnvs();
  }
}

async function applied(): Promise<Double> {
  const double = await gitHubDouble();
  const { success, lines } = await run({ apply: true }, double.env);
  expect(success, lines.join('\n')).toBe(true);
  double.writes.length = 0;
  return double;
}

const AS_IT_SHOULD_BE = 'kerp/kerp is as deployments/branches.json says: 5 rulesets, 3 environments';

test('an empty repository gets everything, and then nothing more', async () => {
  const double = await gitHubDouble();
  const first = await run({ apply: true }, double.env);
  expect(first.lines.at(-1)).toBe(AS_IT_SHOULD_BE);
  expect(double.writes).toHaveLength(5 + 3 + 5);
  expect([...double.environments].map(([name, { branches }]) => [name, branches.map((branch) => branch.name)])).toEqual([
    ['dev', ['develop']],
    ['staging', ['main', 'release/*']],
    ['production', ['hotfix/*', 'main']],
  ]);
  double.writes.length = 0;
  expect(await run({ apply: true }, double.env)).toEqual({ success: true, lines: [AS_IT_SHOULD_BE] });
  expect(double.writes).toEqual([]);
});

test('a check writes nothing and shows what is missing', async () => {
  const double = await gitHubDouble();
  const { success, lines } = await run({ check: true }, double.env);
  expect([success, double.writes]).toEqual([false, []]);
  expect(lines).toContain("ruleset 'deployments/branches.json: release/*'");
  expect(lines).toContain('  + rules.pull_request.required_approving_review_count: 2');
  expect(lines).toContain(`  + rules.required_status_checks.required_status_checks: [{"context":"gate","integration_id":15368}]`);
  expect(lines).toContain('  + approvers: ["kerp/release-managers"]');
  expect(lines.at(-1)).toBe('  fix    have the difference above reviewed, then: npx nx run github:policy --apply');
});

type Ruleset = { rules: { type: string; parameters: Record<string, unknown> }[]; bypass_actors: object[] };
const main = ({ rulesets }: Double) => [...rulesets.values()].find(({ name }) => name.endsWith(': main')) as unknown as Ruleset;
const rule = (double: Double, type: string) => main(double).rules.find((one) => one.type === type)?.parameters ?? {};

test.each<[what: string, change: (double: Double) => void, lines: string[]]>([
  [
    'an approval is enough',
    (double) => Object.assign(rule(double, 'pull_request'), { required_approving_review_count: 1 }),
    [
      "ruleset 'deployments/branches.json: main'",
      '  - rules.pull_request.required_approving_review_count: 1',
      '  + rules.pull_request.required_approving_review_count: 2',
    ],
  ],
  [
    'a check of another app counts',
    (double) => Object.assign(rule(double, 'required_status_checks'), { required_status_checks: [{ context: 'gate' }] }),
    [
      "ruleset 'deployments/branches.json: main'",
      '  - rules.required_status_checks.required_status_checks: [{"context":"gate"}]',
      '  + rules.required_status_checks.required_status_checks: [{"context":"gate","integration_id":15368}]',
    ],
  ],
  [
    'an administrator may pass by',
    (double) => main(double).bypass_actors.push({ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }),
    [
      "ruleset 'deployments/branches.json: main'",
      '  - bypass_actors: [{"actor_id":5,"actor_type":"RepositoryRole","bypass_mode":"always"}]',
      '  + bypass_actors: []',
    ],
  ],
  [
    'a rule is gone, another is new',
    (double) => {
      const ruleset = main(double);
      ruleset.rules = [...ruleset.rules.filter(({ type }) => type !== 'deletion'), { type: 'creation', parameters: {} }];
    },
    ["ruleset 'deployments/branches.json: main'", '  - rules.creation: yes', '  + rules.deletion: yes'],
  ],
  [
    'the rules are switched off',
    (double) => Object.assign(main(double), { enforcement: 'disabled' }),
    ["ruleset 'deployments/branches.json: main'", '  - enforcement: "disabled"', '  + enforcement: "active"'],
  ],
  [
    'a ruleset of a branch that the file has no longer',
    ({ rulesets }) => rulesets.set(9, { ...(rulesets.get(1_001) ?? {}), id: 9, name: 'deployments/branches.json: trunk' }),
    ["ruleset 'deployments/branches.json: trunk'", '  - no branch of the file has it'],
  ],
  [
    'anybody approves production, from any branch',
    ({ environments }) => Object.assign(environments.get('production') ?? {}, { body: {}, branches: [] }),
    [
      "environment 'production'",
      '  - approvers: []',
      '  + approvers: ["kerp/release-managers"]',
      '  - branches: ["(any)"]',
      '  + branches: ["hotfix/*","main"]',
    ],
  ],
  [
    'a branch and a tag more may go to staging',
    ({ environments }) =>
      environments.get('staging')?.branches.push({ id: 7, name: 'feature/*', type: 'branch' }, { id: 8, name: 'v*', type: 'tag' }),
    ["environment 'staging'", '  - branches: ["feature/*","main","release/*","tag v*"]', '  + branches: ["main","release/*"]'],
  ],
])('%s: it is shown and set right', async (_, change, expected) => {
  const double = await applied();
  change(double);
  const checked = await run({}, double.env);
  expect(checked.success).toBe(false);
  expect(checked.lines.slice(0, expected.length)).toEqual(expected);
  expect(checked.lines[expected.length]).toMatch(/^E_POLICY: kerp\/kerp differs: /);
  expect(double.writes).toEqual([]);
  expect((await run({ apply: true }, double.env)).lines.at(-1)).toBe(AS_IT_SHOULD_BE);
});

test('what is not ours stays', async () => {
  const double = await applied();
  double.rulesets.set(9, { ...(double.rulesets.get(1_001) ?? {}), id: 9, name: 'signed commits' });
  double.environments.set('github-pages', { body: {}, branches: [] });
  expect(await run({ apply: true }, double.env)).toEqual({ success: true, lines: [AS_IT_SHOULD_BE] });
});

test('GitHub takes a setting and does not keep it', async () => {
  const double = await applied();
  Object.assign(rule(double, 'pull_request'), { required_approving_review_count: 1 });
  const kept = structuredClone(main(double));
  const set = double.rulesets.set.bind(double.rulesets);
  double.rulesets.set = (id, ruleset) => set(id, ruleset.name.endsWith(': main') ? { ...ruleset, ...kept } : ruleset);
  const { success, lines } = await run({ apply: true }, double.env);
  expect(success).toBe(false);
  expect(lines.slice(-3)).toEqual([
    "E_POLICY: kerp/kerp differs: ruleset 'deployments/branches.json: main'",
    '  where  deployments/branches.json',
    '  fix    GitHub took the settings and did not keep them: see which its plan for this repository has',
  ]);
});

const MAKE = [
  '         make a fine-grained token for the repository: https://github.com/settings/personal-access-tokens/new',
  '         with Administration: read and write, Actions: read, and of the organisation Members: read; then GITHUB_TOKEN=... npx nx run github:policy',
];
const FORBIDDEN = { message: 'Resource not accessible by personal access token' };

test.each<[what: string, prepare: (double: Double) => NodeJS.ProcessEnv, lines: string[]]>([
  [
    'no token',
    ({ env }) => ({ ...env, GITHUB_TOKEN: '' }),
    ['E_SECRET_MISSING: GITHUB_TOKEN is not set', MAKE[0]?.replace('       ', '  fix  ') ?? '', MAKE[1] ?? ''],
  ],
  [
    'an unknown token',
    ({ env }) => ({ ...env, GITHUB_TOKEN: 'github_pat_0ld' }),
    [
      'E_GITHUB: 401 Bad credentials',
      '  where  GET /repos/{owner}/{repo}/rulesets',
      '  fix    the token is not valid, or not for this',
      ...MAKE,
    ],
  ],
  [
    'a token without the permission',
    (double) => {
      double.refuse = (method) =>
        method === 'GET'
          ? undefined
          : { status: 403, body: FORBIDDEN, headers: { 'x-accepted-github-permissions': 'administration=write' } };
      return double.env;
    },
    [
      'E_GITHUB: 403 Resource not accessible by personal access token',
      '  where  POST /repos/{owner}/{repo}/rulesets',
      '  fix    the token lacks a permission; this takes administration=write',
      ...MAKE,
    ],
  ],
  [
    'too many requests',
    (double) => {
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795478400' };
      double.refuse = () => ({ status: 403, body: { message: 'API rate limit exceeded' }, headers });
      return double.env;
    },
    [
      'E_GITHUB: 403 API rate limit exceeded',
      '  where  GET /repos/{owner}/{repo}/rulesets',
      "  fix    GitHub's limit of requests is used up: run it again after 2026-11-24T00:00:00.000Z",
    ],
  ],
  [
    'a value that GitHub does not take',
    (double) => {
      double.refuse = (method) =>
        method === 'POST' ? { status: 422, body: { message: 'Validation Failed', errors: ['Invalid rule'] } } : undefined;
      return double.env;
    },
    [
      'E_GITHUB: 422 Validation Failed; Invalid rule',
      '  where  POST /repos/{owner}/{repo}/rulesets',
      '  fix    GitHub does not take this value: correct deployments/branches.json or environments.json',
    ],
  ],
  [
    'no repository',
    ({ env }) => ({ ...env, GITHUB_REPOSITORY: 'kerp' }),
    ["E_OPTION_INVALID: GITHUB_REPOSITORY is 'kerp', not <owner>/<name>", '  fix    set it: GITHUB_REPOSITORY=<owner>/<name>'],
  ],
  [
    'an open connection',
    ({ env }) => ({ ...env, GITHUB_API_URL: 'http://github.example.com' }),
    [
      'E_OPTION_INVALID: GITHUB_API_URL is no https URL, and the token would be readable on its way',
      '  fix    GITHUB_API_URL=https://<host>/api/v3, or leave it out for github.com',
    ],
  ],
])('%s', async (_, prepare, expected) => {
  const { success, lines } = await run({ apply: true }, prepare(await gitHubDouble()));
  expect(success).toBe(false);
  expect(lines.slice(-expected.length)).toEqual(expected);
  expect(lines.join('\n')).not.toContain(TOKEN);
});

test('who approves must be known to GitHub', async () => {
  const double = await gitHubDouble();
  const files = { ...FILES, [ENVIRONMENTS_FILE]: (FILES[ENVIRONMENTS_FILE] ?? '').replace('kerp/release-managers', 'kerp/nobody') };
  const { lines } = await run({ apply: true }, double.env, files);
  expect(lines.slice(-5, -2)).toEqual([
    'E_GITHUB: 404 Not Found',
    '  where  GET /orgs/{org}/teams/{team_slug}',
    '  fix    check GITHUB_REPOSITORY and the approvers in deployments/environments.json; what a token may not see is not found',
  ]);
});

test('check or apply', async () => {
  const { lines } = await run({ check: true, apply: true }, {});
  expect(lines).toEqual(['E_OPTION_INVALID: --check and --apply exclude each other', '  fix    name one; --apply checks, too']);
});
