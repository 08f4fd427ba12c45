import { expect, test } from 'vitest';
import { type ContainerStatus, type Failure, type Pod, podFailure, podState } from '../../src/deploy/pods.ts';

type Own = Partial<ContainerStatus>;

const running = { state: { running: {} } };
const waiting = (reason: string, message = ''): Own => ({ state: { waiting: { reason, message } } });
const crashed = (restartCount: number, terminated = { exitCode: 1 } as object): Own => ({
  ...waiting('CrashLoopBackOff'),
  restartCount,
  lastState: { terminated: { exitCode: 1, ...terminated } },
});

function podOf(own: Own, status: Partial<Pod['status'] & object> = {}, probe?: object): Pod {
  const container: ContainerStatus = { name: 'api', ready: false, restartCount: 0, imageID: '', ...own };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'api-1' },
    spec: { containers: [{ name: 'api', ...(probe ? { readinessProbe: probe } : {}) }] },
    status: { containerStatuses: [container], ...status },
  };
}

const NOT_FOUND = 'rpc error: code = NotFound desc = failed to pull and unpack image "r/a@sha256:0": not found';
const UNSCHEDULABLE = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available' };

test.each<[name: string, pod: Pod, seconds: number, failure: Partial<Failure> | undefined]>([
  ['no status yet', { ...podOf({}), status: {} }, 60, undefined],
  ['runs and is ready', podOf({ ...running, ready: true }), 60, undefined],
  ['is being created', podOf(waiting('ContainerCreating')), 600, undefined],
  [
    'crashed twice',
    podOf(crashed(1)),
    0,
    { reason: 'CrashLoopBackOff', message: 'the container ended with exit code 1, also after it was started again', ended: true },
  ],
  ['crashed often', podOf(crashed(4)), 0, { message: 'the container ended with exit code 1, 5 times' }],
  [
    'used too much memory',
    podOf(crashed(1, { exitCode: 137, reason: 'OOMKilled' })),
    0,
    { message: 'the container was killed, as it used more memory than its limit, also after it was started again' },
  ],
  [
    'its program is not there',
    podOf(crashed(1, { exitCode: 128, reason: 'StartError', message: 'stat /api: no such file or directory' })),
    0,
    { reason: 'CrashLoopBackOff', message: 'the container cannot be started: stat /api: no such file or directory' },
  ],
  [
    'an init container crashed',
    podOf({}, { initContainerStatuses: [{ ...crashed(1), name: 'init' } as ContainerStatus] }),
    0,
    { container: 'init' },
  ],
  ['ended once and is started again', podOf({ state: { terminated: { exitCode: 1 } } }), 60, undefined],
  ['no such image', podOf(waiting('ErrImagePull', NOT_FOUND)), 0, { reason: 'ErrImagePull', message: NOT_FOUND }],
  [
    'no such image, tried again',
    podOf(waiting('ImagePullBackOff', `Back-off pulling image: ${NOT_FOUND}`)),
    0,
    { reason: 'ImagePullBackOff' },
  ],
  [
    'not logged in to the registry',
    podOf(waiting('ErrImagePull', 'pull access denied, authorization failed')),
    0,
    { reason: 'ErrImagePull' },
  ],
  ['the registry does not answer', podOf(waiting('ErrImagePull', 'dial tcp 10.0.0.1:443: connect: connection refused')), 600, undefined],
  ['the registry is overloaded', podOf(waiting('ImagePullBackOff', 'unexpected status: 503 Service Unavailable')), 600, undefined],
  ['a name that is none', podOf(waiting('InvalidImageName', 'x')), 0, { reason: 'InvalidImageName' }],
  ['a Secret that may come', podOf(waiting('CreateContainerConfigError', 'secret "a" not found')), 2.9, undefined],
  [
    'a Secret that does not come',
    podOf(waiting('CreateContainerConfigError', 'secret "a" not found')),
    3,
    { message: 'secret "a" not found' },
  ],
  ['not ready yet', podOf(running), 9.9, undefined],
  [
    'not ready for longer than the probe allows',
    podOf(running, {}, { periodSeconds: 2 }),
    8,
    { reason: 'NotReady', message: 'it runs, but was not ready within 8 s' },
  ],
  [
    'not ready, and the probe allows more',
    podOf(running, {}, { periodSeconds: 10, failureThreshold: 6, initialDelaySeconds: 5 }),
    65.9,
    undefined,
  ],
  ['not started yet', podOf({ ...running, started: false }), 600, undefined],
  ['no room yet', podOf({}, { conditions: [UNSCHEDULABLE], containerStatuses: [] }), 9, undefined],
  [
    'no room',
    podOf({}, { conditions: [UNSCHEDULABLE], containerStatuses: [] }),
    10,
    { reason: 'Unschedulable', message: '0/1 nodes are available' },
  ],
  ['evicted', podOf(crashed(1), { phase: 'Failed', reason: 'Evicted' }), 600, undefined],
])('%s', (_name, pod, seconds, failure) => {
  const found = podFailure(pod, () => seconds);
  if (failure === undefined) expect(found).toBeUndefined();
  else expect(found).toMatchObject({ pod: 'api-1', ...failure });
});

test('a pod that ends says nothing of the version', () => {
  const pod = podOf(crashed(3));
  expect(podFailure({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }, () => 600)).toBeUndefined();
});

test.each<[pod: Pod, state: string]>([
  [podOf({}, { conditions: [{ type: 'Ready', status: 'True' }] }), 'ready'],
  [podOf(waiting('ContainerCreating')), 'creating'],
  [podOf(waiting('ImagePullBackOff')), 'ImagePullBackOff'],
  [podOf(running), 'starting'],
  [podOf({}, { conditions: [UNSCHEDULABLE], containerStatuses: [] }), 'unscheduled'],
  [{ ...podOf({}), status: {} }, 'pending'],
])('progress of %#: %s', (pod, state) => {
  expect(podState(pod)).toBe(state);
});
