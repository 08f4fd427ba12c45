import { expect, test } from 'vitest';
import type { Condition, Pod } from '../../src/deploy/pods.ts';
import { assess, type DeploymentState, type Rollout } from '../../src/deploy/rollout.ts';
import { deployment } from './shop.ts';

const REVISION = { 'deployment.kubernetes.io/revision': '2' };

interface State {
  readonly wanted?: number;
  readonly status?: DeploymentState['status'] & object;
  readonly pods?: readonly Pod[];
}

const DONE = { observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };

function rolloutOf({ wanted = 2, status = DONE, pods = [] }: State): Rollout {
  const { metadata, spec } = deployment('api');
  return {
    deployment: {
      ...deployment('api'),
      metadata: { ...metadata, generation: 3, annotations: REVISION },
      spec: { ...spec, replicas: wanted },
      status,
    },
    replicaSets: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'old', labels: { 'pod-template-hash': 'old' } } },
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name: 'new', labels: { 'pod-template-hash': 'new' }, annotations: REVISION },
      },
    ],
    pods,
  };
}

function pod(state: 'ready' | 'starting' | 'crashed', hash = 'new'): Pod {
  const crashed = { state: { waiting: { reason: 'CrashLoopBackOff' } }, restartCount: 1 };
  const own = state === 'crashed' ? crashed : { state: { running: {} }, restartCount: 0 };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'api-1', labels: { 'pod-template-hash': hash } },
    spec: { containers: [{ name: 'api' }] },
    status: {
      conditions: [{ type: 'Ready', status: state === 'ready' ? 'True' : 'False' }],
      containerStatuses: [{ name: 'api', ready: state === 'ready', imageID: '', ...own }],
    },
  };
}

const two = [pod('ready'), pod('ready')];
const refused = (message: string): { conditions: Condition[] } => ({
  conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
});

test.each<[name: string, state: State, seconds: number, expected: object]>([
  ['all are ready', { pods: two }, 0, { state: 'ready', line: '2/2 ready' }],
  ['the controller has not seen it', { status: { ...DONE, observedGeneration: 2 }, pods: two }, 0, { state: 'waiting' }],
  ['Kubernetes calls no pods a success', { wanted: 0, status: { observedGeneration: 3 } }, 0, { state: 'waiting', line: '0/0 ready' }],
  [
    'one starts',
    { status: { ...DONE, availableReplicas: 1 }, pods: [pod('ready'), pod('starting')] },
    0,
    { state: 'waiting', line: '1/2 ready, 1 starting' },
  ],
  [
    'old ones are left',
    { status: { ...DONE, replicas: 3 }, pods: [...two, pod('ready', 'old')] },
    0,
    { state: 'waiting', line: '2/2 ready, 1 of the old ones left' },
  ],
  ['ready, but not for long enough', { status: { ...DONE, availableReplicas: 1 }, pods: two }, 0, { state: 'waiting', line: '2/2 ready' }],
  ['an old one crashes', { pods: [...two, pod('crashed', 'old')] }, 0, { state: 'ready' }],
  ['a new one crashes', { pods: [pod('ready'), pod('crashed')] }, 0, { state: 'failed', failure: { reason: 'CrashLoopBackOff' } }],
  [
    'the quota is used up',
    { status: { ...DONE, ...refused('pods "api-1" is forbidden: exceeded quota: pods, requested: pods=1') } },
    0,
    { state: 'failed', failure: { reason: 'QuotaExceeded' } },
  ],
  [
    'pod security refuses the pod',
    { status: { ...DONE, ...refused('pods "api-1" is forbidden: violates PodSecurity "restricted:latest"') } },
    0,
    { state: 'failed', failure: { reason: 'FailedCreate' } },
  ],
  [
    'a webhook does not answer',
    { status: { ...DONE, ...refused('failed calling webhook: context deadline exceeded') } },
    9,
    { state: 'waiting' },
  ],
  [
    'a webhook never answers',
    { status: { ...DONE, ...refused('failed calling webhook: context deadline exceeded') } },
    10,
    { state: 'failed' },
  ],
])('%s', (_name, state, seconds, expected) => {
  expect(assess(rolloutOf(state), () => seconds)).toMatchObject(expected);
});
