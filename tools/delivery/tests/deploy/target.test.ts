import { expect, test } from 'vitest';
import { INSTANCE, type KubernetesObject, type Workload } from '../../src/deploy/objects.ts';
import { targetOf } from '../../src/deploy/target.ts';
import { failureOf } from '../failure.ts';
import { digestOf } from '../image/records.ts';
import { deployment, environmentOf, job, manifests, releaseOf, targetFor, V1 } from './shop.ts';

const imageOf = ({ spec }: Workload) => spec.template.spec.containers[0]?.image;

test('images get their digest, and the plan decides on replicas and selectors', () => {
  const [api, web] = targetFor(V1).services;
  expect([api?.name, api?.strategy, api?.image, api?.replicas]).toEqual(['api', 'blue-green', `r.io/shop/api@${digestOf('1')}`, 2]);
  expect(imageOf(api?.deployment as Workload)).toBe(`r.io/shop/api@${digestOf('1')}`);
  expect(api?.deployment.spec).not.toHaveProperty('replicas');
  expect(web?.service?.['spec']).toEqual({ ports: [{ port: 80, nodePort: 30080 }] });
});

test('services that the release does not have are left out, and their objects are nobody elses', () => {
  const { services, shared } = targetFor(releaseOf('v1', { web: '1' }));
  expect(services.map(({ name }) => name)).toEqual(['web']);
  expect(shared.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(['Namespace/shop', 'ServiceAccount/api']);
});

test('the namespace says whose it is', () => {
  expect(targetFor(V1).shared[0]?.metadata.labels).toEqual({ 'delivery.kerp.io/environment': 'test' });
});

test('an autoscaler decides on replicas where the Deployment does not', () => {
  const { replicas: _, ...spec } = deployment('api').spec;
  const autoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'api', namespace: 'shop' },
    spec: { minReplicas: 3 },
  };
  const objects = [{ ...deployment('api'), spec }, autoscaler, ...manifests().slice(1)];
  const [api] = targetFor(V1, environmentOf(), objects).services;
  expect([api?.replicas, api?.autoscaler]).toEqual([3, autoscaler]);
});

test("the migration's name changes with its image", () => {
  const environment = environmentOf({ migration: { service: 'api', files: 'db' } });
  const nameWith = (digit: string) =>
    targetFor(releaseOf('v1', { api: digit }), environment, [...manifests(), job()]).migration?.metadata.name;
  expect(nameWith('1')).toMatch(/^migration-[0-9a-f]{10}$/);
  expect(nameWith('2')).not.toBe(nameWith('1'));
});

const change = (kind: string, name: string, to: object | undefined) =>
  manifests().flatMap((object): KubernetesObject[] => {
    if (object.kind !== kind || object.metadata.name !== name) return [object];
    return to === undefined ? [] : [{ ...object, ...to }];
  });
const unselective = { ...deployment('api').spec, selector: { matchLabels: { app: 'api' } } };
const sidecar = {
  ...deployment('api').spec.template,
  spec: {
    containers: [
      { name: 'api', image: 'shop/api' },
      { name: 'log', image: 'fluent:1' },
    ],
  },
};

test.each<[problem: string, objects: readonly KubernetesObject[]]>([
  ['no Deployment api', change('Deployment', 'api', undefined)],
  [
    'Deployment/api does not select pods by app.kubernetes.io/name: api and app.kubernetes.io/instance: api',
    change('Deployment', 'api', { spec: unselective }),
  ],
  [
    'Deployment/api does not select pods by app.kubernetes.io/name: api and app.kubernetes.io/instance: api',
    change('Deployment', 'api', { spec: undefined }),
  ],
  [
    "Deployment/api: the image 'fluent:1' of log is neither in the release nor pinned by digest",
    change('Deployment', 'api', { spec: { ...deployment('api').spec, template: sidecar } }),
  ],
  [
    'Service/api has a selector, which only the switch of a blue-green service may set',
    change('Service', 'api', { spec: { selector: { [INSTANCE]: 'api' } } }),
  ],
  ['no Service api to switch, as the service is deployed blue-green', change('Service', 'api', undefined)],
  [
    'Service/web does not select app.kubernetes.io/instance: web, as the service is deployed rolling',
    change('Service', 'web', { spec: {} }),
  ],
  ['ServiceAccount/api is not in the namespace shop', change('ServiceAccount', 'api', { metadata: { name: 'api', namespace: 'default' } })],
  ['no Namespace shop', change('Namespace', 'shop', undefined)],
])('%s', (problem, objects) => {
  expect(
    failureOf(() => targetFor(V1, environmentOf(), [...objects]))
      .split('\n')
      .slice(0, 3),
  ).toEqual(['E_MANIFESTS: the manifests do not fit the environment test', problem, '  where  overlays/test']);
});

test('a database without its Job', () => {
  const environment = environmentOf({ migration: { service: 'api', files: 'db' } });
  expect(failureOf(() => targetOf({ environment, objects: manifests(), release: V1 }))).toContain(
    '\n0 Jobs, where one brings the database up to date\n',
  );
});
