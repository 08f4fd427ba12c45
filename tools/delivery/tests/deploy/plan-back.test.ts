import { expect, test } from 'vitest';
import { OTHER, type PlanCase, stepsOf } from './plan-cases.ts';
import { cluster, instance } from './shop.ts';

const cases: PlanCase[] = [
  {
    name: 'a rollback within the time that is kept: callers first',
    facts: cluster(['api-green', 'web'], {
      'api-green': instance('api', OTHER),
      'api-blue': instance('api', { retainUntil: '2026-01-01T00:00:00Z' }),
      web: instance('web', OTHER),
    }),
    settings: { kind: 'rollback' },
    steps: [
      'ask api-blue through its preview',
      'apply Deployment/web',
      'wait until web is ready',
      'wait until new connections reach web only',
      'keep api-green for 60 s',
      'switch Service/api to api-blue',
      'wait until new connections reach api-blue only',
    ],
  },
  {
    name: "a rollback: today's check may ask for what the older version never had",
    facts: cluster(['api-blue', 'web'], {
      'api-blue': instance('api', OTHER),
      'api-green': instance('api'),
      web: instance('web'),
    }),
    settings: { kind: 'rollback', check: ['e2e'] },
    steps: [
      'ask api-green through its preview',
      'keep api-blue for 60 s',
      'switch Service/api to api-green',
      'wait until new connections reach api-green only',
    ],
  },
  {
    name: 'the return of a deploy that failed before the switch',
    facts: cluster(['api-blue', 'web'], {
      'api-blue': instance('api'),
      'api-green': instance('api', { ...OTHER, ready: false }),
      web: instance('web'),
    }),
    settings: { kind: 'return', check: ['e2e'], soakSeconds: 5 },
    steps: ['stop api-green'],
  },
  {
    name: 'the return of a deploy that failed after the switch, when the old pods are gone',
    facts: cluster(['api-green', 'web'], {
      'api-green': instance('api', OTHER),
      'api-blue': instance('api', { replicas: 0, ready: false }),
      web: instance('web', OTHER),
    }),
    settings: { kind: 'return', check: ['e2e'], soakSeconds: 5 },
    steps: [
      'scale api-blue to 2, or as many as api-green has',
      'wait until api-blue is ready',
      'ask api-blue through its preview',
      'apply Deployment/web',
      'wait until web is ready',
      'wait until new connections reach web only',
      'switch Service/api to api-blue',
      'wait until new connections reach api-blue only',
      'stop api-green',
    ],
  },
];

test.each(cases)('$name', (one) => {
  expect(stepsOf(one)).toEqual(one.steps);
});
