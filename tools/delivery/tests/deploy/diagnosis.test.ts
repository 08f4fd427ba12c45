import { expect, it } from 'vitest';
import { diagnose } from '../../src/deploy/diagnosis.ts';
import { fakeCluster } from './fake-cluster.ts';
import { virtualClock } from './virtual-clock.ts';

const FAILURE = { reason: 'CrashLoopBackOff', message: 'it ended', pod: 'web-1', container: 'web' };
const CLEARED = 'unable to retrieve container logs for containerd://8f57833e';

/** @param logs answers, one after the other; the last one goes on. */
async function ask(ended: boolean, logs: readonly string[]) {
  const asked: boolean[] = [];
  const cluster = fakeCluster();
  cluster.log = async (_pod, _container, { previous }) => {
    asked.push(previous);
    return logs[asked.length - 1] ?? logs.at(-1) ?? '';
  };
  const lines = await diagnose({ ...FAILURE, ended }, 'web', 'shop', { cluster, clock: virtualClock() });
  return { lines, asked };
}

it.each([
  { name: 'one that runs', ended: false, logs: ['no ledger\n'], asked: [false] },
  { name: 'one that ended', ended: true, logs: ['no ledger\n'], asked: [true] },
  { name: 'one that is cleared away just now', ended: true, logs: [CLEARED, CLEARED, 'no ledger'], asked: [true, false, true] },
])('the last lines of $name', async ({ ended, logs, asked }) => {
  expect(await ask(ended, logs)).toEqual({ lines: ['last lines of web:', '  no ledger'], asked });
});

it('a log that stays away is not made up', async () => {
  const { lines, asked } = await ask(true, [CLEARED]);
  expect([lines, asked.length]).toEqual([[], 10]);
});
