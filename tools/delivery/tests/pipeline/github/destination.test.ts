import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseBranches, parseEnvironments } from '../../../src/deploy/settings.ts';
import { destinationOf, policyOf } from '../../../src/pipeline/github/destination.ts';
import { failureOf } from '../../failure.ts';

const deployments = path.resolve(import.meta.dirname, '../../../../../deployments');
const read = (file: string) => readFileSync(path.join(deployments, file), 'utf8');
const branches = parseBranches(read('branches.json'), parseEnvironments(read('environments.json')));

test.each([
  ['main', 'staging', 'production'],
  ['develop', 'dev', ''],
  ['release/1.2', 'staging', ''],
  ['hotfix/login', 'production', ''],
  ['feature/one', '', ''],
  ['bugfix/one', '', ''],
])('%s is deployed to %j, then to %j', (branch, first, next) => {
  expect(destinationOf(branch, branches)).toEqual({ first, next });
});

test.each(['main2', 'release', 'release/', 'release/1/2', 'Main', 'hotfix/../main', ''])('%j is a branch of no pattern', (branch) => {
  expect(failureOf(() => policyOf(branch, branches))).toBe(
    `E_SETTINGS_INVALID: no pattern fits the branch '${branch}'\n` +
      '  where  deployments/branches.json\n' +
      '  fix    name it like one of: main, develop, release/*, hotfix/*, feature/*, bugfix/*; or give it an entry',
  );
});

test('a branch for more environments than the workflow has jobs for is refused', () => {
  const three = [{ pattern: 'main', purpose: '', approvals: 0, deploysTo: ['dev', 'staging', 'production'] }];
  expect(failureOf(() => destinationOf('main', three))).toBe(
    "E_SETTINGS_INVALID: 'main' is deployed to 3 environments, and build.yml has jobs for two\n" +
      '  where  deployments/branches.json\n' +
      '  fix    name two at most, or give .github/workflows/build.yml one more job like promote',
  );
});
