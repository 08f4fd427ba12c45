import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BRANCHES_FILE, type Environments, environmentNamed, parseBranches, parseEnvironments } from '../../src/deploy/settings.ts';
import { ENVIRONMENTS_FILE } from '../../src/graph/markers.ts';
import { failureOf } from '../failure.ts';
import { DEV } from './dev.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');

const SETTINGS: Environments = { version: 1, services: ['api'], environments: { dev: DEV } };

const environmentsOf = (change: object) => JSON.stringify({ ...SETTINGS, ...change });
const dev = (change: object) => environmentsOf({ environments: { dev: { ...DEV, ...change } } });

test('the settings of this workspace are accepted', () => {
  const environments = parseEnvironments(readFileSync(path.join(ROOT, ENVIRONMENTS_FILE), 'utf8'));
  const branches = parseBranches(readFileSync(path.join(ROOT, BRANCHES_FILE), 'utf8'), environments);
  expect(Object.keys(environments.environments)).toEqual(['local', 'dev', 'staging', 'production']);
  expect(branches.map(({ pattern }) => pattern)).toEqual(['main', 'develop', 'release/*', 'hotfix/*', 'feature/*', 'bugfix/*']);
});

test('an environment has what all share', () => {
  const migration = { service: 'api', files: 'db' };
  expect(environmentNamed('dev', { ...SETTINGS, migration })).toEqual({ name: 'dev', services: ['api'], migration, ...DEV });
});

test('an environment that is not there', () => {
  expect(failureOf(() => environmentNamed('prod', SETTINGS))).toBe(
    "E_ENVIRONMENT_UNKNOWN: there is no environment 'prod'\n  where  deployments/environments.json\n  fix    name one of: dev",
  );
});

const problemOf = (text: string) =>
  /E_SETTINGS_INVALID: ([\s\S]*)\n {2}where {2}deployments\/environments.json/.exec(failureOf(() => parseEnvironments(text)))?.[1];

test.each<[text: string, problem: string]>([
  ['{', "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
  ['[]', '/ must be object'],
  [environmentsOf({ version: 2 }), '/version must be 1'],
  [environmentsOf({ services: ['Api'] }), '/services/0 must match pattern "^[a-z][a-z0-9-]{0,40}$"'],
  [environmentsOf({ services: ['api', 'api'] }), '/services must NOT have duplicate items (items ## 1 and 0 are identical)'],
  [environmentsOf({ environments: {} }), '/environments must NOT have fewer than 1 properties'],
  [environmentsOf({ environments: { Dev: DEV } }), `/environments: the name 'Dev' must match pattern "^[a-z][a-z0-9-]*$"`],
  [environmentsOf({ migration: { service: 'worker', files: 'db' } }), "/migration/service names 'worker', which is not in /services"],
  [dev({ soak: 1 }), "/environments/dev must not have 'soak'"],
  [dev({ url: 'dev.example.com' }), '/environments/dev/url must match pattern "^https?://[^/]+$"'],
  [dev({ soakSeconds: -1, approvals: 0.5 }), '/environments/dev/soakSeconds must be >= 0\n/environments/dev/approvals must be integer'],
  [dev({ strategies: { api: 'canary' } }), '/environments/dev/strategies/api must be one of: rolling, blue-green'],
  [dev({ strategies: {} }), "/environments/dev/strategies has none for 'api'"],
  [dev({ strategies: { api: 'rolling', web: 'rolling' } }), "/environments/dev/strategies names 'web', which is not in /services"],
])('%s', (text, problem) => {
  expect(problemOf(text)?.replaceAll('\n         ', '\n')).toBe(problem);
});

const MAIN = { pattern: 'main', purpose: 'production code', deploysTo: ['dev'], approvals: 2 };

test.each<[branch: object, problem: string]>([
  [{ deploysTo: ['prod'] }, "/branches/0/deploysTo names 'prod', which is no environment of deployments/environments.json"],
  [{ pattern: '*' }, String.raw`/branches/0/pattern must match pattern "^[\w.-]+(?:/[\w.-]+)*(?:/\*)?$"`],
  [{ approvals: 7 }, '/branches/0/approvals must be <= 6'],
])('branches.json: %j', (branch, problem) => {
  const text = JSON.stringify({ version: 1, branches: [{ ...MAIN, ...branch }] });
  expect(failureOf(() => parseBranches(text, SETTINGS)).split('\n')[0]).toBe(`E_SETTINGS_INVALID: ${problem}`);
});
