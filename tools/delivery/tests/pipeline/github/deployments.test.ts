import { expect, test } from 'vitest';
import { deployedIn } from '../../../src/pipeline/github/deployments.ts';

/** States of the deployments to each environment, the newest first; a deployment's commit is its environment and place. */
function asked(states: Readonly<Record<string, readonly (string | undefined)[]>>) {
  const names = Object.keys(states);
  return {
    deployments: async (environment: string) =>
      (states[environment] ?? []).map((_, index) => ({ id: names.indexOf(environment) * 100 + index, sha: `${environment}-${index}` })),
    statuses: async (id: number) => {
      const state = states[names[Math.floor(id / 100)] ?? '']?.[id % 100];
      return state === undefined ? [] : [{ state }];
    },
  };
}

test.each<[what: string, states: Record<string, (string | undefined)[]>, deployed: Record<string, string>]>([
  ['the last success counts', { staging: ['success', 'inactive'] }, { staging: 'staging-0' }],
  ['a failure was taken back', { staging: ['failure', 'inactive'] }, { staging: 'staging-1' }],
  [
    'one that runs, or that was never told of, is not there yet',
    { staging: ['in_progress', undefined, 'success'] },
    { staging: 'staging-2' },
  ],
  ['an environment without a success has no leg', { dev: ['error'], staging: ['success'] }, { staging: 'staging-0' }],
  ['where nothing is deployed, one leg says so', { dev: [] }, { 'nothing is deployed': '' }],
])('%s', async (_what, states, deployed) => {
  const legs = await deployedIn(Object.keys(states), asked(states));
  expect(Object.fromEntries(legs.map(({ name, commit }) => [name, commit]))).toEqual(deployed);
});
