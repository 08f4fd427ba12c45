import { INSTANCE, type Labels } from './objects.ts';

/** What a cluster runs, as far as a plan depends on it. */
export interface ClusterFacts {
  /** Shared objects of the target that the API server would create or change, e.g. `NetworkPolicy/dns`. */
  readonly sharedChanges: readonly string[];
  /** Shared workloads of the target that are not ready, such as a database of a local environment. */
  readonly sharedUnready: readonly string[];
  /** By service. */
  readonly services: Readonly<Record<string, ServiceFacts>>;
  /** By name of the Deployment. */
  readonly instances: Readonly<Record<string, InstanceFacts>>;
}

/** A Service that clients use. */
export interface ServiceFacts {
  /** What it selects: the only record of which instance is live. */
  readonly selector: Labels | undefined;
  /** Whether applying the target would change it. */
  readonly changes: boolean;
}

export interface InstanceFacts {
  readonly service: string;
  /** Image of the container that is named like the service. */
  readonly image: string | undefined;
  /** The version that brought what it runs. */
  readonly release: string | undefined;
  /** Whether it is what the target wants, so that applying it would change nothing; false for one that the target does not have. */
  readonly fits: boolean;
  readonly replicas: number;
  /** Whether all its pods run its present template and are available. */
  readonly ready: boolean;
  readonly readyReplicas: number;
  /** Who else has set fields of it, e.g. `kubectl-edit`. */
  readonly editedBy: readonly string[];
  /** Until when it is kept after it was replaced, ISO 8601. */
  readonly retainUntil: string | undefined;
  /** Whether that time has passed. */
  readonly expired: boolean;
}

/** The instance that a Service selects, if it is there. */
export function liveInstance(service: string, { services, instances }: ClusterFacts): string | undefined {
  const name = services[service]?.selector?.[INSTANCE];
  return name !== undefined && instances[name]?.service === service ? name : undefined;
}
