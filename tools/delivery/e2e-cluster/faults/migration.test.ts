import { expect, it } from 'vitest';
import { HARDENED, POD_SECURITY } from '../shop.ts';
import { useWorld } from './world.ts';

const world = useWorld();

const JOB = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migration' },
  spec: {
    backoffLimit: 1,
    template: {
      spec: {
        automountServiceAccountToken: false,
        restartPolicy: 'Never',
        securityContext: POD_SECURITY,
        containers: [{ name: 'migration', image: 'shop/web', args: ['migrate'], securityContext: HARDENED }],
      },
    },
  },
};

it('5. a migration crashes: said at once, before its Job gives it up; nothing goes live, and the next version gets through', async () => {
  const shop = await world.open({ migration: { service: 'web', files: 'deployments/overlay' }, extra: [JOB] });
  await shop.publish('v2', { web: 'unmigrated' });
  const run = shop.run('deploy', { version: 'v2' });
  // The Job tries again after 10 s.
  expect(await Promise.race([run.said('cannot open the ledger: no such file or directory'), run])).toBeUndefined();
  const { exitCode, output } = await run;
  expect(exitCode).toBe(1);
  expect(output).toMatch(/Pod\/migration-\S+: the container ended with exit code 3; the Job tries again/);
  expect(output).toMatch(/E_ROLLOUT: Job\/migration-\w+ does not come up: BackoffLimitExceeded: the container ended with exit code 3/);
  expect(output).not.toContain('7/');
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
  expect((await shop.history()).at(-1)).toBe('deploy v2 returned');
  await world.deploy('v3');
});
