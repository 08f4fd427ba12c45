import { expect, test } from 'vitest';
import { companionsOf, deploymentOf, instancesOf, previewOf } from '../../src/deploy/instances.ts';
import { INSTANCE, type KubernetesObject, NAME, type Workload } from '../../src/deploy/objects.ts';
import type { ServiceTarget } from '../../src/deploy/target.ts';
import { deployment, environmentOf, manifests, targetFor, V1 } from './shop.ts';

const BLUE = { [NAME]: 'api', [INSTANCE]: 'api-blue' };
const METADATA = { name: 'api', namespace: 'shop' };
const SPREAD = { maxSkew: 1, labelSelector: { matchLabels: { [NAME]: 'api', [INSTANCE]: 'api' } } };

function api(): ServiceTarget {
  const { spec } = deployment('api');
  const template = { ...spec.template, spec: { ...spec.template.spec, topologySpreadConstraints: [SPREAD] } };
  const objects = [
    { ...deployment('api'), spec: { ...spec, template } },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: METADATA,
      spec: { minReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' } },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: METADATA,
      spec: { maxUnavailable: 1, selector: { matchLabels: {} } },
    },
    ...manifests().slice(1),
  ];
  return targetFor(V1, environmentOf(), objects).services[0] as ServiceTarget;
}

test.each<[strategy: 'rolling' | 'blue-green', instances: string[]]>([
  ['rolling', ['api']],
  ['blue-green', ['api-blue', 'api-green']],
])('%s', (strategy, instances) => {
  expect(instancesOf({ name: 'api', strategy })).toEqual(instances);
});

test('the Deployment of an instance selects its own pods only', () => {
  const blue: Workload = deploymentOf(api(), 'api-blue');
  expect([blue.metadata.name, blue.metadata.labels?.[INSTANCE]]).toEqual(['api-blue', 'api-blue']);
  expect(blue.spec.selector).toEqual({ matchLabels: BLUE });
  expect(blue.spec.template.metadata).toEqual({ labels: BLUE });
  expect(blue.spec.template.spec['topologySpreadConstraints']).toEqual([{ maxSkew: 1, labelSelector: { matchLabels: BLUE } }]);
});

test('each instance has its autoscaler and its budget', () => {
  expect(companionsOf(api(), 'api-blue').map(({ kind, metadata, spec }) => [kind, metadata.name, spec])).toEqual([
    [
      'HorizontalPodAutoscaler',
      'api-blue',
      { minReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api-blue' } },
    ],
    ['PodDisruptionBudget', 'api-blue', { maxUnavailable: 1, selector: { matchLabels: BLUE } }],
  ]);
});

test('a Service shows an instance inside the cluster before it is live', () => {
  const { metadata, spec } = previewOf(api().service as KubernetesObject, 'api-blue');
  expect([metadata.name, spec]).toEqual(['api-preview', { ports: [{ port: 80 }], selector: BLUE }]);
});
