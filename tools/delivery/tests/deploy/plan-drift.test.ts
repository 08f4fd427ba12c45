import { expect, test } from 'vitest';
import { OTHER, type PlanCase, stepsOf } from './plan-cases.ts';
import { cluster, instance, PARKED } from './shop.ts';

const cases: PlanCase[] = [
  {
    name: 'the live instance has more pods than the target says',
    facts: cluster(['api-blue', 'web'], {
      'api-blue': instance('api', { ...OTHER, replicas: 7 }),
      'api-green': instance('api'),
      web: instance('web'),
    }),
    steps: [
      'scale api-green to 2, or as many as api-blue has',
      'wait until api-green is ready',
      'ask api-green through its preview',
      'keep api-blue for 60 s',
      'switch Service/api to api-green',
      'wait until new connections reach api-green only',
    ],
  },
  {
    name: 'somebody scaled the live instances to nothing',
    facts: cluster(['api-blue', 'web'], {
      'api-blue': instance('api', { replicas: 0, ready: false }),
      web: instance('web', { replicas: 0, ready: false }),
    }),
    steps: [
      'scale api-blue to 2',
      'wait until api-blue is ready',
      'wait until new connections reach api-blue only',
      'scale web to 2',
      'wait until web is ready',
      'wait until new connections reach web only',
    ],
  },
  {
    name: 'the pods of what runs are not ready',
    facts: cluster(['api-blue', 'web'], { 'api-blue': instance('api', { ready: false }), web: instance('web') }),
    steps: ['wait until api-blue is ready', 'wait until new connections reach api-blue only'],
  },
  {
    name: 'somebody edited the live instance: the other takes over',
    facts: cluster(['api-blue', 'web'], { 'api-blue': instance('api', { editedBy: ['kubectl-edit'] }), web: instance('web') }),
    steps: [
      'apply Deployment/api-green',
      'scale api-green to 2, or as many as api-blue has',
      'wait until api-green is ready',
      'ask api-green through its preview',
      'keep api-blue for 60 s',
      'switch Service/api to api-green',
      'wait until new connections reach api-green only',
    ],
  },
  {
    name: 'somebody edited the instance that is not live: it is made anew',
    facts: cluster(['api-blue', 'web'], {
      'api-blue': instance('api', OTHER),
      'api-green': instance('api', { ...PARKED, editedBy: ['kubectl-edit'] }),
      web: instance('web', { editedBy: ['kubectl-edit'] }),
    }),
    steps: [
      'delete api-green',
      'apply Deployment/api-green',
      'scale api-green to 2, or as many as api-blue has',
      'wait until api-green is ready',
      'ask api-green through its preview',
      'keep api-blue for 60 s',
      'switch Service/api to api-green',
      'wait until new connections reach api-green only',
      'apply Deployment/web',
      'wait until web is ready',
      'wait until new connections reach web only',
    ],
  },
  {
    name: 'somebody applied a Service that selects nothing',
    facts: {
      ...cluster(['web'], { 'api-green': instance('api'), web: instance('web') }),
      services: {
        api: { selector: { app: 'api' }, changes: true },
        web: { selector: { 'app.kubernetes.io/instance': 'web' }, changes: false },
      },
    },
    steps: [
      'apply Service/api, without its selector',
      'ask api-green through its preview',
      'switch Service/api to api-green',
      'wait until new connections reach api-green only',
    ],
  },
];

test.each(cases)('$name', (one) => {
  expect(stepsOf(one)).toEqual(one.steps);
});
