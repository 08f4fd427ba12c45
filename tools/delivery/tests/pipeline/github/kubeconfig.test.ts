import { expect, test } from 'vitest';
import { kubeconfigIn } from '../../../src/pipeline/github/kubeconfig.ts';
import { failureOf } from '../../failure.ts';

test('the secret is the kubeconfig', () => {
  expect(kubeconfigIn({ KUBE_CONFIG: 'apiVersion: v1\n' }, 'staging')).toBe('apiVersion: v1\n');
});

test.each([undefined, '', ' \n'])('a secret that is %j is named, with where it is set', (text) => {
  expect(failureOf(() => kubeconfigIn({ KUBE_CONFIG: text }, 'staging'))).toBe(
    "E_SECRET_MISSING: the GitHub environment 'staging' has no secret KUBE_CONFIG\n" +
      '  fix    gh secret set KUBE_CONFIG --env staging < kubeconfig\n' +
      '         or in the browser: Settings > Environments > staging > Environment secrets',
  );
});
