import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { readBranches, readEnvironments } from '../../src/deploy/prepare.ts';
import type { Branch, Environments } from '../../src/deploy/settings.ts';
import { destinationOf } from '../../src/pipeline/github/destination.ts';
import { wantedPolicy } from '../../src/policy/wanted.ts';
import { DEV } from '../deploy/dev.ts';
import { failureOf } from '../failure.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const environments = await readEnvironments(ROOT);
const branches = await readBranches(ROOT);
const policy = wantedPolicy(branches, environments);

/** As GitHub reads patterns: `*` is anything but a slash (File.fnmatch with FNM_PATHNAME). */
const fits = (branch: string, pattern: string) => path.posix.matchesGlob(branch, pattern);

test.each<[branch: string, approvals: number | undefined, queued: boolean, deployableTo: string[]]>([
  ['main', 2, true, ['staging', 'production']],
  ['develop', 1, true, ['dev']],
  ['release/1.4', 2, false, ['staging']],
  ['hotfix/login', 1, false, ['production']],
  ['feature/fax', undefined, false, []],
  ['bugfix/fax', undefined, false, []],
])('%s: approvals %s, merge queue %s, may go to %j', (branch, approvals, queued, deployableTo) => {
  const rules = policy.rulesets
    .filter(({ conditions }) => conditions?.ref_name?.include?.some((ref) => fits(`refs/heads/${branch}`, ref)))
    .flatMap(({ rules: own = [] }) => own);
  const review = rules.find((rule) => rule.type === 'pull_request');
  expect(review?.parameters?.required_approving_review_count).toBe(approvals);
  expect(rules.some(({ type }) => type === 'merge_queue')).toBe(queued);
  expect(policy.environments.filter(({ branches: patterns }) => patterns.some((one) => fits(branch, one))).map(({ name }) => name)).toEqual(
    deployableTo,
  );
  // What the workflows choose for a push to it, GitHub lets pass, and nothing else.
  const { first, next } = destinationOf(branch, branches);
  expect([first, next].filter((name) => name !== '')).toEqual(deployableTo);
});

test.each(['release/1.4/fax', 'mainline'])('%s is of no line: neither protected nor deployed', (branch) => {
  const patterns = [
    ...policy.rulesets.flatMap(({ conditions }) => conditions?.ref_name?.include ?? []).map((ref) => ref.replace('refs/heads/', '')),
    ...policy.environments.flatMap(({ branches: own }) => own),
  ];
  expect(patterns.filter((pattern) => fits(branch, pattern))).toEqual([]);
});

test('the workflows run for the branches that are protected or deployed', async () => {
  const on = async (file: string) => (load(await readFile(path.join(ROOT, '.github/workflows', file), 'utf8')) as Workflow).on;
  const { pull_request } = await on('pr-checks.yml');
  const { push } = await on('build.yml');
  expect(pull_request?.branches).toEqual(branches.filter(({ approvals }) => approvals > 0).map(({ pattern }) => pattern));
  expect(push?.branches).toEqual(branches.filter(({ deploysTo }) => deploysTo.length > 0).map(({ pattern }) => pattern));
});

test('the check that is required is a job of the workflow for requests, by the name that GitHub shows', async () => {
  const { jobs } = load(await readFile(path.join(ROOT, '.github/workflows/pr-checks.yml'), 'utf8')) as Workflow;
  const required = policy.rulesets.flatMap(({ rules = [] }) =>
    rules.flatMap((rule) => (rule.type === 'required_status_checks' ? (rule.parameters?.required_status_checks ?? []) : [])),
  );
  expect([...new Set(required.map(({ context }) => context))]).toEqual(['gate']);
  expect(Object.values(jobs).map(({ name }) => name)).toContain('gate');
});

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly name?: string }>>;
  readonly on: Readonly<Record<string, { readonly branches?: readonly string[] }>>;
}

test('a hotfix is looked at by whoever approves production', () => {
  expect(policy.environments).toContainEqual({
    name: 'production',
    approvers: ['kerp/release-managers'],
    selfApproval: false,
    branches: ['hotfix/*', 'main'],
  });
});

const MAIN: Branch = { pattern: 'main', purpose: 'production code', deploysTo: ['dev'], approvals: 2 };
const withDev = (change: object): Environments => ({ version: 1, services: ['api'], environments: { dev: { ...DEV, ...change } } });

test.each<[change: object, problem: string]>([
  [{ approvals: 2, approvers: ['kim', 'lee'] }, '/environments/dev/approvals is 2, and GitHub asks one person'],
  [{ approvals: 1 }, '/environments/dev/approvers are missing: who approves?'],
  [{ approvals: 0, approvers: ['kim'] }, '/environments/dev/approvers have nothing to approve: approvals is 0'],
])('%j', (change, problem) => {
  expect(failureOf(() => wantedPolicy([MAIN], withDev(change)))).toBe(
    `E_SETTINGS_INVALID: ${problem}\n  where  deployments/environments.json\n  fix    correct the file`,
  );
});
