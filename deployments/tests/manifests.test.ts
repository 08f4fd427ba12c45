import { describe, expect, test } from 'vitest';
import { COLOURS, instancesOf } from '../../tools/delivery/src/deploy/instances.ts';
import { idOf, type KubernetesObject, type Workload } from '../../tools/delivery/src/deploy/objects.ts';
import type { Release } from '../../tools/delivery/src/deploy/releases.ts';
import { type Right, rightsFor } from '../../tools/delivery/src/deploy/rights.ts';
import { targetOf } from '../../tools/delivery/src/deploy/target.ts';
import { chart, ENVIRONMENTS, kustomized, overlay } from './render.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** A release of everything that an environment runs. */
function releaseFor(images: readonly string[]): Release {
  const released = images.map((image) => [image, { name: `kerp/${image}`, repository: `r.io/kerp/${image}`, digest: DIGEST, source: '' }]);
  return { format: 1, version: 'v1', commit: '', images: Object.fromEntries(released) };
}

const byId = (objects: readonly KubernetesObject[]) => Object.fromEntries(objects.map((object) => [idOf(object), object]));
const workloads = (objects: readonly KubernetesObject[]) =>
  objects.filter((object) => (object as Partial<Workload>).spec?.template !== undefined) as Workload[];

describe.each(ENVIRONMENTS)('$name', (environment) => {
  const rendered = overlay(environment);

  test('the manifests fit the environment', async () => {
    const objects = (await rendered).filter(({ kind }) => kind !== 'Secret');
    const release = releaseFor([...environment.services, ...(environment.images ?? [])]);
    const { services, migration } = targetOf({ environment, objects, release });
    expect(services.map(({ name }) => name)).toEqual(environment.services);
    expect(migration?.spec.template.spec.containers[0]?.image).toBe(`r.io/kerp/api-server@${DIGEST}`);
    expect(services.flatMap(instancesOf).length).toBe(
      Object.values(environment.strategies).reduce((sum, strategy) => sum + (strategy === 'rolling' ? 1 : COLOURS.length), 0),
    );
  });

  test('no pod may do more than it needs', async () => {
    for (const { spec, ...workload } of workloads(await rendered)) {
      const pod = spec.template.spec;
      expect(pod, idOf(workload)).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of pod.containers) {
        expect(container, idOf(workload)).toMatchObject({
          resources: { requests: { cpu: expect.anything(), memory: expect.anything() }, limits: { memory: expect.anything() } },
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        });
      }
    }
  });

  test('what serves is probed, and is given time to end', async () => {
    const { services } = environment;
    for (const { spec, ...workload } of workloads(await rendered).filter(({ metadata }) => services.includes(metadata.name))) {
      const [container] = spec.template.spec.containers;
      for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) expect(container, idOf(workload)).toHaveProperty(probe);
      expect(spec.template.spec['terminationGracePeriodSeconds'], idOf(workload)).toBeGreaterThanOrEqual(30);
      expect(spec['strategy'], idOf(workload)).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    }
  });

  test('the chart makes the same objects', async () => {
    const ofChart = byId((await chart(environment)).map(withoutHelm));
    const ofOverlay = byId((await rendered).map(withoutNamespace));
    // Helm makes namespaces by an option, and brings a test.
    delete ofOverlay[`Namespace/${environment.namespace}`];
    delete ofChart['Pod/test-ready'];
    expect(Object.keys(ofChart).sort()).toEqual(Object.keys(ofOverlay).sort());
    for (const [id, object] of Object.entries(ofOverlay)) expect(ofChart[id], id).toEqual(object);
  });
});

/** Every object is in the namespace of the release. */
function withoutNamespace({ metadata: { namespace: _, ...metadata }, ...object }: KubernetesObject): KubernetesObject {
  return { ...object, metadata } as KubernetesObject;
}

/** Hooks are Helm's own. */
function withoutHelm(object: KubernetesObject): KubernetesObject {
  const { annotations = {}, ...metadata } = withoutNamespace(object).metadata;
  const others = Object.entries(annotations).filter(([key]) => !key.startsWith('helm.sh/'));
  return {
    ...object,
    metadata: { ...metadata, ...(others.length > 0 ? { annotations: Object.fromEntries(others) } : {}) },
  } as KubernetesObject;
}

test("the original plan's figures", async () => {
  const objects = byId(await overlay(ENVIRONMENTS.find(({ name }) => name === 'production') ?? (ENVIRONMENTS[0] as never)));
  const figures = (name: string) => {
    const { replicas, template } = (objects[`Deployment/${name}`] as Workload).spec;
    return [replicas, template.spec.containers[0]?.['resources']];
  };
  expect(objects['HorizontalPodAutoscaler/api-server']).toMatchObject({
    spec: { minReplicas: 3, maxReplicas: 20, metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 70 } } }] },
  });
  expect(figures('api-server')).toEqual([
    undefined,
    { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
  ]);
  expect(figures('worker')).toEqual([2, { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } }]);
  expect(figures('tax-scraper')).toEqual([2, { requests: { cpu: '200m', memory: '512Mi' }, limits: { cpu: '1000m', memory: '2Gi' } }]);
  expect(figures('insurance-edi')).toEqual([2, { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '1Gi' } }]);
});

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** As a Role has it, e.g. `get apps/deployments`. */
function rightsIn({ apiGroups, resources, verbs }: Rule): string[] {
  return apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)));
}

function ruleOf({ kind: { apiVersion, kind }, subresource, verbs }: Right): Rule {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const plural = kind.toLowerCase().replace(/y$/, 'ie').replace(/s$/, 'se');
  return { apiGroups: [group], resources: [[`${plural}s`, subresource].filter(Boolean).join('/')], verbs };
}

test('a deployer may do what a deploy does, and nothing else', async () => {
  // The local environment is of whoever runs its cluster.
  const shared = (await Promise.all(ENVIRONMENTS.filter(({ name }) => name !== 'local').map(sharedOf))).flat();
  const role = (await kustomized('deployments/k8s/deployer')).find(({ kind }) => kind === 'Role') as KubernetesObject & { rules: Rule[] };
  expect(role.rules.flatMap(rightsIn).sort()).toEqual([...new Set(rightsFor({ shared }).map(ruleOf).flatMap(rightsIn))].sort());
});

async function sharedOf(environment: (typeof ENVIRONMENTS)[number]): Promise<readonly KubernetesObject[]> {
  const release = releaseFor([...environment.services, ...(environment.images ?? [])]);
  return targetOf({ environment, objects: await overlay(environment), release }).shared;
}
