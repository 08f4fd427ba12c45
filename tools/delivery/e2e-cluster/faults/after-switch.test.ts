import { expect, it } from 'vitest';
import { PROGRAM } from '../cluster.ts';
import { lost } from '../comparison.ts';
import { useWorld } from './world.ts';

const world = useWorld();

it('9. the check fails after the switch, and the old pods are gone by then', async () => {
  const shop = await world.open();
  const scale = `unset KUBECONFIG; '${PROGRAM}' kubectl --namespace ${shop.namespace} scale deployment/web-blue --replicas=0; exit 1`;
  await shop.configure({ check: ['sh', '-c', scale] });
  await shop.publish('unwanted', { web: 'well' });
  const { exitCode, output } = await shop.run('deploy', { version: 'unwanted' });
  expect(exitCode).toBe(1);
  expect(output).toContain(`E_VERIFY: the check of ${shop.url} failed with exit code 1`);
  expect(output).toContain('scale web-blue to 1');
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
  expect((await shop.history()).at(-1)).toBe('deploy unwanted returned');
  await world.deploy('v1');
});

it('10. the third of four services fails when two were switched: all go back, the last one first', async () => {
  const shop = await world.open({ strategies: { api: 'blue-green', web: 'blue-green', tax: 'rolling', mail: 'blue-green' } });
  await shop.publish('half', { api: 'well', web: 'well', tax: 'crash', mail: 'well' });
  const { exitCode, output } = await shop.run('deploy', { version: 'half' });
  expect(exitCode).toBe(1);
  const steps = [...output.matchAll(/\d+\/\d+ {2}(switch .*|apply Deployment\/tax)|^(E_ROLLOUT: tax .*?: \w+)/gm)].map(
    ([, step, error]) => step ?? error,
  );
  expect(steps.slice(0, -1)).toEqual([
    'switch Service/api to api-green',
    'switch Service/web to web-green',
    'apply Deployment/tax',
    'E_ROLLOUT: tax does not come up: CrashLoopBackOff',
    'apply Deployment/tax',
    'switch Service/web to web-blue',
    'switch Service/api to api-blue',
  ]);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'], tax: ['v1'], mail: ['v1'] });
  expect((await shop.history()).at(-1)).toBe('deploy half returned');
  await world.deploy('v1');
});

it('9. a version crashes after the switch, while it is watched', async ({ task }) => {
  const shop = await world.open({ settings: { soakSeconds: 20 } });
  await shop.publish('mortal', { web: 'mortal' });
  const { exitCode, output } = await shop.run('deploy', { version: 'mortal' });
  expect(exitCode).toBe(1);
  expect(output).toContain('E_ROLLOUT: web-green does not come up: Restarted: the container ended while it was watched');
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
  // Between its end and the way back new connections had nobody to reach; those that were kept had stayed with v1.
  task.meta.requests = world.requests();
  task.meta.outage = true;
  expect(task.meta.requests.own.kept.failures).toEqual([]);
  expect(task.meta.requests.own.fresh.failures.filter((failure) => !ENDED.test(failure))).toEqual([]);
  // It is over when the run says so.
  await world.deploy('v1');
  expect(lost(world.requests())).toEqual([]);
});

/** How the end of a server shows: in its last answers, and then on its port. */
const ENDED = /ECONNREFUSED|ECONNRESET|socket hang up/;

it('7. a quota that does not hold two versions', async () => {
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'pods' }, spec: { hard: { pods: '2' } } };
  const shop = await world.open({ extra: [quota] });
  await shop.publish('more', { web: 'well' });
  const { exitCode, output } = await shop.run('deploy', { version: 'more' });
  expect(exitCode).toBe(1);
  expect(output).toMatch(/E_ROLLOUT: web-green does not come up: QuotaExceeded: .*exceeded quota: pods/);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
  await world.deploy('v1');
});
