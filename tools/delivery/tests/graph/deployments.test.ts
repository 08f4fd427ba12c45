import { expect, test } from 'vitest';
import { deploymentTargets, parseDeployments, serviceTargets } from '../../src/graph/deployments.ts';
import { failureOf } from '../failure.ts';
import { withoutWords } from '../toolchain/facts.ts';

const DEPLOYMENTS = { services: ['api'], environments: ['dev', 'production'] };
const CONFIGURATIONS = { dev: { environment: 'dev' }, production: { environment: 'production' } };
const BUILT = [{ projects: ['kustomize'], target: 'build' }];

test('what the file says', () => {
  expect(parseDeployments('{ "version": 1, "services": ["api"], "environments": { "dev": {}, "production": {} } }')).toEqual(DEPLOYMENTS);
});

test.each<[text: string, what: string]>([
  ['{', "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
  ['null', 'services or environments are missing'],
  ['{ "services": ["api"] }', 'services or environments are missing'],
  ['{ "services": "api", "environments": {} }', 'services or environments are missing'],
])('%j is refused', (text, what) => {
  expect(
    failureOf(() => parseDeployments(text))
      .split('\n')
      .slice(0, 2),
  ).toEqual([`E_MANIFEST_INVALID: ${what}`, '  where  deployments/environments.json']);
});

test('each verb has a configuration for each environment', () => {
  const { deploy = {}, status = {}, release = {} } = deploymentTargets(DEPLOYMENTS, ['kustomize']);
  expect(withoutWords(deploy)).toEqual({ executor: '@kerp/delivery:deploy', configurations: CONFIGURATIONS, dependsOn: BUILT });
  expect(withoutWords(status)).toEqual({ executor: '@kerp/delivery:status', configurations: CONFIGURATIONS });
  expect(withoutWords(release)).toEqual({ executor: '@kerp/delivery:release' });
});

test('a service is published, then deployed by itself', () => {
  expect(withoutWords(serviceTargets('api', DEPLOYMENTS, [])['deploy'] ?? {})).toEqual({
    executor: '@kerp/delivery:deploy',
    options: { services: ['api'] },
    configurations: CONFIGURATIONS,
    dependsOn: ['publish'],
  });
});

test('an image that is no service is not deployed', () => {
  expect(serviceTargets('python-base', DEPLOYMENTS, [])).toEqual({});
});
