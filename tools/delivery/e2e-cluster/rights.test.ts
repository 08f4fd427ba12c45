import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type ApiProxy, openApiProxy } from './api-proxy.ts';
import { kubectl, PROGRAM, ROOT } from './cluster.ts';
import { namespaceObject, openShop, type Shop } from './shop.ts';

let shop: Shop;
let proxy: ApiProxy;
beforeAll(async () => {
  proxy = await openApiProxy(inject('cluster'));
  shop = await openShop(inject('cluster'), { replicas: 1 });
  await apply(JSON.stringify(namespaceObject(shop.namespace)));
  const deployer = await readFile(path.join(ROOT, 'deployments/k8s/deployer/deployer.yaml'), 'utf8');
  await apply(deployer.replaceAll('namespace: kerp', `namespace: ${shop.namespace}`));
  proxy.user = `system:serviceaccount:${shop.namespace}:deployer`;
});
afterAll(async () => {
  await proxy.close();
  await shop.remove();
});

async function apply(objects: string): Promise<void> {
  await execa(PROGRAM, ['kubectl', '--namespace', shop.namespace, 'apply', '--filename=-'], { input: objects });
}

it('the ServiceAccount of a deployer deploys, fails with the cause, goes back, and stops what was kept', async () => {
  await shop.configure({ retainSeconds: 1 });
  for (const version of ['v1', 'v2']) {
    await shop.publish(version, { api: 'well', web: 'well' });
    const { exitCode, output } = await shop.run('deploy', { version }, proxy.kubeconfig);
    expect(exitCode, output).toBe(0);
  }
  await shop.publish('bad', { web: 'crash' });
  const bad = await shop.run('deploy', { version: 'bad' }, proxy.kubeconfig);
  expect(bad.output).toMatch(/events of web-[\s\S]*cannot open the ledger[\s\S]*v2 runs again in test/);
  for (const [executor, options] of [
    ['rollback', { version: 'v1' }],
    ['retire', {}],
    ['status', {}],
    ['history', {}],
  ] as const) {
    const { exitCode, output } = await shop.run(executor, options, proxy.kubeconfig);
    expect(exitCode, output).toBe(0);
  }
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
});

it('a right that it lacks is said before anything is written', async () => {
  const role = JSON.parse(await kubectl('--namespace', shop.namespace, 'get', 'role', 'deployer', '--output=json'));
  const without = role.rules.filter(
    ({ resources }: { resources: string[] }) => !resources.includes('services/proxy') && !resources.includes('leases'),
  );
  await apply(JSON.stringify({ ...role, rules: without }));
  await shop.publish('v3', { web: 'well' });
  const before = proxy.writes.length;
  const { exitCode, output } = await shop.run('deploy', { version: 'v3' }, proxy.kubeconfig);
  expect(output).toContain(`E_CLUSTER_FORBIDDEN: rights are missing in the namespace ${shop.namespace}: \
get Pod/log, get Service/proxy, get Lease, create Lease, update Lease
  where  context '${inject('cluster').context}'
  fix    have the Role of deployments/k8s/deployer given to you`);
  expect([exitCode, proxy.writes.slice(before)]).toEqual([1, []]);
});
