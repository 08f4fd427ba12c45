import { DeliveryError } from '../errors.ts';
import type { Clock, Cluster } from '../ports.ts';
import type { ClusterFacts, InstanceFacts, ServiceFacts } from './facts.ts';
import { companionsOf, deploymentOf, instancesOf } from './instances.ts';
import { editorsOf } from './managed-fields.ts';
import { contentHash, ENVIRONMENT, idOf, type KubernetesObject, type Labels, RELEASE, RETAIN_UNTIL, SERVICE } from './objects.ts';
import { isRefusal } from './refusal.ts';
import { type DeploymentState, isRolledOut } from './rollout.ts';
import type { ServiceTarget, Target } from './target.ts';

export const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' } as const;

interface Ports {
  readonly cluster: Cluster;
  readonly clock: Clock;
}

/**
 * Looks at what the cluster runs, and asks the API server what applying the target would change: so defaults, drift and mistakes
 * in the manifests are known before anything is written.
 * @throws E_CLUSTER_WRONG for a namespace of another environment, E_OBJECT_REFUSED naming all that the API server would refuse.
 */
export async function observe(target: Target, { cluster, clock }: Ports, secrets: readonly KubernetesObject[] = []): Promise<ClusterFacts> {
  const around = [...target.shared, ...secrets];
  if (!(await namespaceIsThere(target, cluster))) {
    return { sharedChanges: around.map(idOf), sharedUnready: [], services: {}, instances: {} };
  }
  const trial = new Trial(cluster);
  const [shared, services, instances] = await Promise.all([
    Promise.all(around.map(async (object) => ({ object, ...(await trial.of(object)) }))),
    Promise.all(target.services.map(async (service) => [service.name, await serviceFacts(service, trial)] as const)),
    instanceFacts(target, trial, { cluster, clock }),
  ]);
  trial.refuse();
  return {
    sharedChanges: shared.filter(({ changes }) => changes).map(({ object }) => idOf(object)),
    sharedUnready: shared
      .filter(({ object, present }) => isWorkload(object) && !isReadyWorkload(present))
      .map(({ object }) => idOf(object)),
    services: Object.fromEntries(services),
    instances: Object.fromEntries(instances),
  };
}

/** @throws E_OBJECT_REFUSED when the API server would not take the target; for a namespace that has just been made. */
export async function tryTarget(target: Target, cluster: Cluster, secrets: readonly KubernetesObject[] = []): Promise<void> {
  const trial = new Trial(cluster);
  await Promise.all([
    ...[...target.shared, ...secrets].map((object) => trial.of(object)),
    ...target.services.flatMap((service) => [
      ...(service.service ? [trial.of(service.service)] : []),
      ...instancesOf(service).flatMap((instance) =>
        [deploymentOf(service, instance), ...companionsOf(service, instance)].map((object) => trial.of(object)),
      ),
    ]),
  ]);
  trial.refuse();
}

/** @throws E_CLUSTER_WRONG */
export async function namespaceIsThere({ namespace, environment }: Target, cluster: Cluster): Promise<boolean> {
  const present = await cluster.get({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const owner = present?.metadata.labels?.[ENVIRONMENT];
  if (owner === undefined || owner === environment) return present !== undefined;
  throw new DeliveryError('E_CLUSTER_WRONG', {
    what: `the namespace ${namespace} belongs to the environment ${owner}, not to ${environment}`,
    where: `context '${cluster.context}'`,
    fix: 'name the right context (--context), or correct deployments/environments.json',
  });
}

interface Tried {
  readonly present: KubernetesObject | undefined;
  readonly changes: boolean;
}

/** Applies without effect, and keeps what the API server refuses. */
class Trial {
  readonly #cluster: Cluster;
  readonly #refused: string[] = [];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async of(object: KubernetesObject): Promise<Tried> {
    const present = await this.#cluster.get(object);
    try {
      const applied = await this.#cluster.apply(object, { dryRun: true });
      return { present, changes: present === undefined || essence(applied) !== essence(present) };
    } catch (error) {
      if (!isRefusal(error, 400, 403, 404, 409, 422, 500)) throw error;
      this.#refused.push(`${idOf(object)}: ${error.message}`);
      return { present, changes: true };
    }
  }

  refuse(): void {
    if (this.#refused.length === 0) return;
    throw new DeliveryError('E_OBJECT_REFUSED', {
      what: `the cluster would refuse the manifests\n${[...new Set(this.#refused)].sort().join('\n')}`,
      where: `context '${this.#cluster.context}'`,
      fix: 'correct the manifests; nothing was written',
    });
  }
}

/** What a person would call a change: not versions of the object, who set a field, or our own notes. */
function essence({ metadata, status: _, ...rest }: KubernetesObject): string {
  const { name, namespace, labels, annotations = {} } = metadata;
  const foreign = Object.entries(annotations).filter(([key]) => !key.startsWith('delivery.kerp.io/'));
  return contentHash({ ...rest, metadata: { name, namespace, labels, annotations: Object.fromEntries(foreign) } });
}

async function serviceFacts({ service }: ServiceTarget, trial: Trial): Promise<ServiceFacts> {
  if (service === undefined) return { selector: undefined, changes: false };
  const { present, changes } = await trial.of(service);
  return { selector: (present?.['spec'] as { selector?: Labels } | undefined)?.selector, changes };
}

async function instanceFacts(target: Target, trial: Trial, { cluster, clock }: Ports): Promise<[string, InstanceFacts][]> {
  const wanted = target.services.flatMap((service) => instancesOf(service).map((instance) => ({ service, instance })));
  const [deployments, fits] = await Promise.all([
    cluster.list(DEPLOYMENT, target.namespace, { [SERVICE]: '' }) as Promise<DeploymentState[]>,
    // Also what is not there yet is tried, so that the first deploy is refused as early as any other.
    Promise.all(wanted.map(async ({ service, instance }) => [instance, await fitsTarget(service, instance, trial)] as const)),
  ]);
  const fitting = new Map(fits);
  return deployments.map((deployment) => {
    const { name } = deployment.metadata;
    return [name, factsOf(deployment, fitting.get(name) ?? false, clock)];
  });
}

async function fitsTarget(service: ServiceTarget, instance: string, trial: Trial): Promise<boolean> {
  const tried = await Promise.all([deploymentOf(service, instance), ...companionsOf(service, instance)].map((object) => trial.of(object)));
  return tried.every(({ changes }) => !changes);
}

function factsOf(deployment: DeploymentState, fits: boolean, clock: Clock): InstanceFacts {
  const { metadata, spec, status } = deployment;
  const service = metadata.labels?.[SERVICE] ?? '';
  const retainUntil = metadata.annotations?.[RETAIN_UNTIL];
  return {
    service,
    image: spec.template.spec.containers.find(({ name }) => name === service)?.image,
    release: metadata.annotations?.[RELEASE],
    fits,
    replicas: spec.replicas ?? 1,
    ready: isRolledOut(deployment),
    readyReplicas: status?.readyReplicas ?? 0,
    editedBy: editorsOf(deployment),
    retainUntil,
    expired: retainUntil !== undefined && new Date(retainUntil) <= clock.now(),
  };
}

function isWorkload({ kind }: KubernetesObject): boolean {
  return kind === 'StatefulSet' || kind === 'Deployment';
}

/** A StatefulSet counts like a Deployment, under another name for what is available. */
export function isReadyWorkload(object: KubernetesObject | undefined): boolean {
  if (object === undefined) return false;
  const { metadata, spec, status } = object as DeploymentState & { status?: { currentRevision?: string } };
  const wanted = spec.replicas ?? 1;
  return (
    (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    (status?.updatedReplicas ?? 0) >= wanted &&
    (status?.readyReplicas ?? 0) >= wanted
  );
}
