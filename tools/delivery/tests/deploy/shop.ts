import type { ClusterFacts, InstanceFacts } from '../../src/deploy/facts.ts';
import { instancesOf, selectorOf } from '../../src/deploy/instances.ts';
import { INSTANCE, type KubernetesObject, NAME, type Workload } from '../../src/deploy/objects.ts';
import type { Release } from '../../src/deploy/releases.ts';
import type { Environment, Strategy } from '../../src/deploy/settings.ts';
import { type Target, targetOf } from '../../src/deploy/target.ts';
import { digestOf } from '../image/records.ts';

/** A workspace of two services for tests: `web` calls `api`. */
export const SERVICES = ['api', 'web'];

export function environmentOf(own: Partial<Environment> = {}): Environment {
  return {
    name: 'test',
    namespace: 'shop',
    context: 'test',
    overlay: 'overlays/test',
    url: 'http://127.0.0.1:30080',
    services: SERVICES,
    strategies: { api: 'blue-green', web: 'rolling' },
    soakSeconds: 0,
    retainSeconds: 60,
    approvals: 0,
    provenance: 'unsigned',
    ...own,
  };
}

/** A release whose images have digests of one repeated digit. */
export function releaseOf(version: string, digits: Readonly<Record<string, string>>, schema?: Release['schema']): Release {
  const images = Object.fromEntries(
    Object.entries(digits).map(([name, digit]) => [
      name,
      { name: `shop/${name}`, repository: `r.io/shop/${name}`, digest: digestOf(digit), source: `src-${digit}` },
    ]),
  );
  return { format: 1, version, commit: 'c0ffee', images, ...(schema ? { schema } : {}) };
}

export const V1 = releaseOf('v1', { api: '1', web: '1' });
export const V2 = releaseOf('v2', { api: '2', web: '2' });

/** The manifests, as kustomize renders them. */
export function manifests(strategies: Readonly<Record<string, Strategy>> = environmentOf().strategies): KubernetesObject[] {
  const metadata = (name: string) => ({ name, namespace: 'shop' });
  return [
    ...SERVICES.flatMap((name) => [
      deployment(name),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(name),
        spec: { ports: [{ port: 80, nodePort: 30080 }], ...(strategies[name] === 'rolling' ? { selector: selectorOf(name, name) } : {}) },
      },
    ]),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('api') },
  ];
}

export function deployment(name: string): Workload {
  const labels = { [NAME]: name, [INSTANCE]: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', labels },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: `shop/${name}` }] } },
    },
  };
}

export function job(): Workload {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'migration', namespace: 'shop' },
    spec: { template: { spec: { containers: [{ name: 'migration', image: 'shop/api' }] } } },
  };
}

export function targetFor(
  release: Release,
  environment: Environment = environmentOf(),
  objects = manifests(environment.strategies),
): Target {
  return targetOf({ environment, objects, release });
}

/** An instance that fits the target and is ready with two pods. */
export function instance(service: string, own: Partial<InstanceFacts> = {}): InstanceFacts {
  return {
    service,
    image: undefined,
    release: 'v1',
    fits: true,
    replicas: 2,
    ready: true,
    readyReplicas: 2,
    editedBy: [],
    retainUntil: undefined,
    expired: false,
    ...own,
  };
}

/** An instance without pods that runs something else. */
export const PARKED: Partial<InstanceFacts> = { fits: false, replicas: 0, ready: false, readyReplicas: 0 };

/** A cluster with these instances; `live` are selected by their Services. */
export function cluster(live: readonly string[], instances: ClusterFacts['instances'], own: Partial<ClusterFacts> = {}): ClusterFacts {
  const services = Object.fromEntries(
    SERVICES.map((name) => {
      const selected = live.find((one) => [...instancesOf({ name, strategy: 'blue-green' }), name].includes(one));
      return [name, { selector: selected === undefined ? undefined : selectorOf(name, selected), changes: false }];
    }),
  );
  return { sharedChanges: [], sharedUnready: [], services, instances, ...own };
}

export const EMPTY: ClusterFacts = {
  sharedChanges: ['Namespace/shop', 'ServiceAccount/api'],
  sharedUnready: [],
  services: {},
  instances: {},
};
