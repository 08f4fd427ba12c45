import { describe, expect, test } from 'vitest';
import type { ClusterFacts } from '../../src/deploy/facts.ts';
import { type PlanSettings, parsePlan, planOf } from '../../src/deploy/plan.ts';
import type { Release } from '../../src/deploy/releases.ts';
import { failureOf } from '../failure.ts';
import { OTHER, type PlanCase, settingsOf, stepsOf } from './plan-cases.ts';
import { cluster, EMPTY, environmentOf, instance, job, manifests, PARKED, releaseOf, targetFor, V2 } from './shop.ts';

const cases: PlanCase[] = [
  {
    name: 'nothing runs yet',
    facts: EMPTY,
    steps: [
      'apply Namespace/shop, ServiceAccount/api',
      'apply Service/api, without its selector',
      'apply Deployment/api-blue',
      'scale api-blue to 2',
      'wait until api-blue is ready',
      'ask api-blue through its preview',
      'apply Service/web, without its selector',
      'switch Service/api to api-blue',
      'wait until new connections reach api-blue only',
      'apply Deployment/web',
      'scale web to 2',
      'wait until web is ready',
      'switch Service/web to web',
      'wait until new connections reach web only',
    ],
  },
  { name: 'everything runs', facts: cluster(['api-blue', 'web'], { 'api-blue': instance('api'), web: instance('web') }), steps: [] },
  {
    name: 'another version runs',
    facts: cluster(['api-blue', 'web'], { 'api-blue': instance('api', OTHER), web: instance('web', OTHER) }),
    steps: [
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
    name: 'only one service differs, and there are a check and a soak',
    facts: cluster(['api-blue', 'web'], { 'api-blue': instance('api'), web: instance('web', OTHER) }),
    settings: { check: ['nx', 'e2e'], soakSeconds: 5 },
    steps: [
      'apply Deployment/web',
      'wait until web is ready',
      'wait until new connections reach web only',
      'check http://127.0.0.1:30080: nx e2e',
      'watch web for 5 s',
    ],
  },
  {
    name: 'green is live and blue is parked',
    facts: cluster(['api-green', 'web'], {
      'api-green': instance('api', OTHER),
      'api-blue': instance('api', PARKED),
      web: instance('web'),
    }),
    steps: [
      'apply Deployment/api-blue',
      'scale api-blue to 2, or as many as api-green has',
      'wait until api-blue is ready',
      'ask api-blue through its preview',
      'keep api-green for 60 s',
      'switch Service/api to api-blue',
      'wait until new connections reach api-blue only',
    ],
  },
  {
    name: 'nothing is kept',
    facts: cluster(['api-blue', 'web'], { 'api-blue': instance('api', OTHER), web: instance('web') }),
    settings: { retainSeconds: 0 },
    steps: [
      'apply Deployment/api-green',
      'scale api-green to 2, or as many as api-blue has',
      'wait until api-green is ready',
      'ask api-green through its preview',
      'switch Service/api to api-green',
      'wait until new connections reach api-green only',
      'stop api-blue',
    ],
  },
  {
    name: 'interrupted when the candidate was up',
    facts: cluster(['api-blue', 'web'], { 'api-blue': instance('api', OTHER), 'api-green': instance('api'), web: instance('web') }),
    steps: [
      'ask api-green through its preview',
      'keep api-blue for 60 s',
      'switch Service/api to api-green',
      'wait until new connections reach api-green only',
    ],
  },
  {
    name: 'interrupted before the first switch',
    facts: cluster(['web'], { 'api-green': instance('api'), web: instance('web') }),
    steps: ['ask api-green through its preview', 'switch Service/api to api-green', 'wait until new connections reach api-green only'],
  },
  {
    name: 'interrupted after the switch: what was replaced stays',
    facts: cluster(['api-green', 'web'], {
      'api-green': instance('api'),
      'api-blue': instance('api', { ...OTHER, retainUntil: '2026-01-01T00:00:00Z' }),
      web: instance('web'),
    }),
    steps: [],
  },
  {
    name: 'what was kept is stopped when its time has passed',
    facts: cluster(['api-green', 'web'], {
      'api-green': instance('api'),
      'api-blue': instance('api', { ...OTHER, retainUntil: '2026-01-01T00:00:00Z', expired: true }),
      web: instance('web'),
    }),
    steps: ['stop api-blue'],
  },
  {
    name: 'what a killed deploy has left is stopped',
    facts: cluster(['api-green', 'web'], { 'api-green': instance('api'), 'api-blue': instance('api', OTHER), web: instance('web') }),
    steps: ['stop api-blue'],
  },
  {
    name: 'from rolling to blue-green',
    facts: cluster(['api', 'web'], { api: instance('api', OTHER), web: instance('web') }),
    steps: [
      'apply Deployment/api-blue',
      'scale api-blue to 2, or as many as api has',
      'wait until api-blue is ready',
      'ask api-blue through its preview',
      'keep api for 60 s',
      'switch Service/api to api-blue',
      'wait until new connections reach api-blue only',
    ],
  },
  {
    name: 'from blue-green to rolling',
    strategies: { api: 'rolling', web: 'rolling' },
    facts: cluster(['api-blue', 'web'], { 'api-blue': instance('api', OTHER), 'api-green': instance('api', PARKED), web: instance('web') }),
    settings: { retainSeconds: 0 },
    steps: [
      'apply Deployment/api',
      'scale api to 2, or as many as api-blue has',
      'wait until api is ready',
      'switch Service/api to api',
      'wait until new connections reach api only',
      'delete api-blue',
      'delete api-green',
    ],
  },
  {
    name: 'shared objects and workloads come first',
    facts: cluster(
      ['api-blue', 'web'],
      { 'api-blue': instance('api'), web: instance('web', OTHER) },
      { sharedChanges: ['ServiceAccount/api'], sharedUnready: ['StatefulSet/postgres'] },
    ),
    steps: [
      'apply ServiceAccount/api',
      'wait until StatefulSet/postgres is ready',
      'apply Deployment/web',
      'wait until web is ready',
      'wait until new connections reach web only',
    ],
  },
];

test.each(cases)('$name', (one) => {
  expect(stepsOf(one)).toEqual(one.steps);
});

describe('the database', () => {
  const environment = environmentOf({ migration: { service: 'api', files: 'db' } });
  const image = V2.images['api'];
  const running = { image: `${image?.repository}@${image?.digest}` };
  const rolling = cluster(['api-blue', 'web'], { 'api-blue': instance('api', OTHER), web: instance('web') });

  test.each<[name: string, release: Release, facts: ClusterFacts, settings: Partial<PlanSettings>, migrates: boolean]>([
    ['a new image', V2, rolling, {}, true],
    ['an image that runs', V2, cluster(['api-blue', 'web'], { 'api-blue': instance('api', running) }), {}, false],
    ['a newer schema', releaseOf('v2', { api: '2' }, { version: 3, oldest: 0 }), rolling, { database: { version: 2, oldest: 0 } }, true],
    ['the same schema', releaseOf('v2', { api: '2' }, { version: 2, oldest: 0 }), rolling, { database: { version: 2, oldest: 0 } }, true],
    ['an older schema', releaseOf('v2', { api: '2' }, { version: 1, oldest: 0 }), rolling, { database: { version: 2, oldest: 0 } }, false],
    ['a return', V2, rolling, { kind: 'return' }, false],
  ])('%s', (_name, release, facts, settings, migrates) => {
    const { steps } = planOf(targetFor(release, environment, [...manifests(), job()]), facts, settingsOf(settings));
    const at = steps.findIndex((step) => step.do === 'migrate');
    expect(at).toBe(migrates ? 0 : -1);
  });
});

describe('the hash', () => {
  const plan = (settings: Partial<PlanSettings> = {}, facts = EMPTY) => planOf(targetFor(V2), facts, settingsOf(settings));

  test('is the same for the same plan, whatever the order of members', () => {
    const text = JSON.stringify(Object.fromEntries(Object.entries(plan()).reverse()));
    expect(parsePlan(text, 'plan.json')).toEqual(plan());
    expect(plan().hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test.each<[name: string, other: string]>([
    ['kind', plan({ kind: 'rollback' }).hash],
    ['origin', plan({ from: 'v1' }).hash],
    ['settings', plan({ soakSeconds: 1 }).hash],
    ['cluster', plan({}, cluster([], {})).hash],
  ])('changes with the %s', (_name, other) => {
    expect(other).not.toBe(plan().hash);
  });

  test.each<[text: string, what: string]>([
    ['{', 'this is no plan of format 1'],
    ['null', 'this is no plan of format 1'],
    [JSON.stringify({ ...plan(), format: 2 }), 'this is no plan of format 1'],
    [JSON.stringify({ ...plan(), steps: [] }), `the plan was changed after it was made: it is not ${plan().hash}`],
  ])('refuses %.20s', (text, what) => {
    expect(failureOf(() => parsePlan(text, 'plan.json'))).toBe(
      `E_PLAN_INVALID: ${what}\n  where  plan.json\n  fix    make it anew with --plan-out`,
    );
  });
});
