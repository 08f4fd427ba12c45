import { DeliveryError } from '../errors.ts';
import type { Cluster, Kind } from '../ports.ts';
import type { Target } from './target.ts';

/** What may be done to objects of a kind in a namespace, or to a part of them. */
export interface Right {
  readonly kind: Kind;
  readonly subresource?: string;
  readonly verbs: readonly string[];
}

const APPLY = ['get', 'create', 'patch'];

/** What every deploy does in its namespace. */
const ALWAYS: readonly Right[] = [
  { kind: { apiVersion: 'apps/v1', kind: 'Deployment' }, verbs: [...APPLY, 'list', 'delete'] },
  { kind: { apiVersion: 'apps/v1', kind: 'ReplicaSet' }, verbs: ['list'] },
  { kind: { apiVersion: 'v1', kind: 'Pod' }, verbs: ['list'] },
  { kind: { apiVersion: 'v1', kind: 'Pod' }, subresource: 'log', verbs: ['get'] },
  { kind: { apiVersion: 'v1', kind: 'Event' }, verbs: ['list'] },
  { kind: { apiVersion: 'v1', kind: 'Service' }, verbs: APPLY },
  // A candidate is asked through the API server.
  { kind: { apiVersion: 'v1', kind: 'Service' }, subresource: 'proxy', verbs: ['get'] },
  { kind: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }, verbs: ['list'] },
  { kind: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' }, verbs: [...APPLY, 'delete'] },
  { kind: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' }, verbs: [...APPLY, 'delete'] },
  { kind: { apiVersion: 'batch/v1', kind: 'Job' }, verbs: ['get', 'create', 'delete'] },
  { kind: { apiVersion: 'v1', kind: 'ConfigMap' }, verbs: ['list', 'create', 'delete'] },
  { kind: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, verbs: ['get', 'create', 'update'] },
  // Its own only, which is there: to make one takes rights in the whole cluster.
  { kind: { apiVersion: 'v1', kind: 'Namespace' }, verbs: ['get', 'patch'] },
];

/** What it takes to deploy a target; deployments/k8s/deployer has the Role. */
export function rightsFor({ shared }: Pick<Target, 'shared'>): Right[] {
  const around = new Map(shared.map(({ apiVersion, kind }) => [kind, { kind: { apiVersion, kind }, verbs: APPLY }]));
  around.delete('Namespace');
  return [...ALWAYS, ...around.values()];
}

/** @throws E_CLUSTER_FORBIDDEN naming all that is missing, before anything is written. */
export async function refuseMissingRights(target: Target, cluster: Cluster): Promise<void> {
  const asked = rightsFor(target).flatMap(({ verbs, ...what }) => verbs.map((verb) => ({ ...what, verb })));
  const answers = await Promise.all(
    asked.map(async (one) => ({ ...one, allowed: await cluster.may(one.verb, one.kind, target.namespace, one.subresource) })),
  );
  const missing = answers
    .filter(({ allowed }) => !allowed)
    .map(({ verb, kind, subresource }) => [verb, [kind.kind, subresource].filter(Boolean).join('/')].join(' '));
  if (missing.length === 0) return;
  throw new DeliveryError('E_CLUSTER_FORBIDDEN', {
    what: `rights are missing in the namespace ${target.namespace}: ${missing.join(', ')}`,
    where: `context '${cluster.context}'`,
    fix: 'have the Role of deployments/k8s/deployer given to you',
  });
}
