import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** A Kubernetes object as JSON: what a manifest says, or what the API server answers. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly [field: string]: unknown;
}

export type Labels = Readonly<Record<string, string>>;

/** A Deployment, or a Job as far as they are alike. */
export interface Workload extends KubernetesObject {
  readonly spec: WorkloadSpec;
}

export interface WorkloadSpec {
  readonly replicas?: number;
  readonly selector?: { readonly matchLabels?: Labels };
  readonly progressDeadlineSeconds?: number;
  readonly template: {
    readonly metadata?: { readonly labels?: Labels };
    readonly spec: PodSpec;
  };
  readonly [field: string]: unknown;
}

export interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly [field: string]: unknown;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly [field: string]: unknown;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export const NAME = 'app.kubernetes.io/name';
/** The Deployment that a pod is of: what a Service selects. */
export const INSTANCE = 'app.kubernetes.io/instance';

const PREFIX = 'delivery.kerp.io';
/** Label of the Deployments and Services that deploys look after: the service's name. */
export const SERVICE = `${PREFIX}/service`;
/** Label of the records of the ledger. */
export const LEDGER = `${PREFIX}/ledger`;
/** Label of the Namespace: the environment that it is for. */
export const ENVIRONMENT = `${PREFIX}/environment`;
/** Annotation: the number of the deploy that wrote the object last. A deploy with a smaller number may not write it any more. */
export const EPOCH = `${PREFIX}/epoch`;
/** Annotation: the version that brought the Deployment what it runs. */
export const RELEASE = `${PREFIX}/release`;
/** Annotation of a Deployment that was replaced: until when it keeps running, ISO 8601 in UTC. */
export const RETAIN_UNTIL = `${PREFIX}/retain-until`;

/** Annotation of the Lease: the process that holds it. */
export const PROCESS = `${PREFIX}/process`;

/** Name under which the API server notes who set a field. */
export const FIELD_MANAGER = 'kerp-delivery';

/** How an object is named in messages, e.g. `Deployment/api-server`. */
export function idOf({ kind, metadata }: Pick<KubernetesObject, 'kind' | 'metadata'>): string {
  return `${kind}/${metadata.name}`;
}

/** Hash of a value's content, whatever the order of its members: RFC 8785. */
export function contentHash(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex');
}

export function withLabels<T extends KubernetesObject>(object: T, labels: Labels): T {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}

export function withAnnotations<T extends KubernetesObject>(object: T, annotations: Labels): T {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } } };
}
