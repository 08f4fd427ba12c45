import { DeliveryError } from '../errors.ts';
import type { Cluster, Kind } from '../ports.ts';

const READ = ['get', 'list'];
const APPLY = ['get', 'create', 'patch', 'delete'];

/** What a deploy does in its namespace; deployments/k8s/deployer has the Role. */
export const RIGHTS: readonly (readonly [kind: Kind, verbs: readonly string[]])[] = [
  [{ apiVersion: 'apps/v1', kind: 'Deployment' }, [...APPLY, 'list']],
  [{ apiVersion: 'apps/v1', kind: 'ReplicaSet' }, READ],
  [{ apiVersion: 'v1', kind: 'Pod' }, READ],
  [{ apiVersion: 'v1', kind: 'Service' }, APPLY],
  [{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }, READ],
  [{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' }, APPLY],
  [{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' }, APPLY],
  [{ apiVersion: 'batch/v1', kind: 'Job' }, APPLY],
  [{ apiVersion: 'v1', kind: 'ConfigMap' }, ['list', 'create', 'delete']],
  [{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, ['get', 'create', 'update']],
];

/** @throws E_CLUSTER_FORBIDDEN naming all that is missing, before anything is written. */
export async function refuseMissingRights(namespace: string, cluster: Cluster): Promise<void> {
  const asked = RIGHTS.flatMap(([kind, verbs]) => verbs.map((verb) => ({ kind, verb })));
  const answers = await Promise.all(asked.map(async (one) => ({ ...one, allowed: await cluster.may(one.verb, one.kind, namespace) })));
  const missing = answers.filter(({ allowed }) => !allowed).map(({ verb, kind }) => `${verb} ${kind.kind}`);
  if (missing.length === 0) return;
  throw new DeliveryError('E_CLUSTER_FORBIDDEN', {
    what: `rights are missing in the namespace ${namespace}: ${missing.join(', ')}`,
    where: `context '${cluster.context}'`,
    fix: 'have the Role of deployments/k8s/deployer given to you',
  });
}
