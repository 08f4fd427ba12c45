import path from 'node:path';
import { expect, test } from 'vitest';
import { readEnvironments, readWorkspaceFile } from '../../src/deploy/prepare.ts';
import { BRANCHES_FILE, type Branch, type Environments, parseBranches } from '../../src/deploy/settings.ts';
import { policyOf } from '../../src/policy/wanted.ts';
import { DEV } from '../deploy/dev.ts';
import { failureOf } from '../failure.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const environments = await readEnvironments(ROOT);
const branches = parseBranches(await readWorkspaceFile(ROOT, BRANCHES_FILE, 'E_SETTINGS_INVALID'), environments);
const policy = policyOf(branches, environments);

/** As GitHub reads patterns: `*` is anything but a slash (File.fnmatch with FNM_PATHNAME). */
const fits = (branch: string, pattern: string) => path.posix.matchesGlob(branch, pattern);

test.each<[branch: string, approvals: number | undefined, queued: boolean, deployableTo: string[]]>([
  ['main', 2, true, ['staging', 'production']],
  ['develop', 1, true, ['dev']],
  ['release/1.4', 2, false, ['staging']],
  ['hotfix/login', 1, false, ['production']],
  ['feature/fax', undefined, false, []],
  ['bugfix/fax', undefined, false, []],
  ['release/1.4/fax', undefined, false, []],
  ['mainline', undefined, false, []],
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
});

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
  expect(failureOf(() => policyOf([MAIN], withDev(change)))).toBe(
    `E_SETTINGS_INVALID: ${problem}\n  where  deployments/environments.json\n  fix    correct the file`,
  );
});
