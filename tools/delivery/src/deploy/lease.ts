import { type KubernetesObject, PROCESS } from './objects.ts';

/** Name of the Lease by which one run at a time works on an environment. */
export const LEASE_NAME = 'delivery';
/** How long a holder that does not renew is waited for. */
export const LEASE_SECONDS = 15;
export const RENEW_SECONDS = 5;

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/ */
export interface Lease extends KubernetesObject {
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

export function isFree(lease: Lease | undefined): boolean {
  return !lease?.spec?.holderIdentity;
}

/** Who holds a Lease. */
export interface Claimant {
  /** For people to read. */
  readonly holder: string;
  /** For another run on the same machine, which need not wait for one that was killed. */
  readonly process?: string | undefined;
}

/** The Lease in the hands of a holder. `leaseTransitions` is the number of the run: each has a greater one. */
export function heldLease(namespace: string, { holder, process }: Claimant, number: number, now: Date, before?: Lease): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: LEASE_NAME,
      namespace,
      annotations: process === undefined ? {} : { [PROCESS]: process },
      // Whoever writes first wins: the API server refuses a write on an older state.
      ...(before?.metadata.resourceVersion ? { resourceVersion: before.metadata.resourceVersion } : {}),
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: LEASE_SECONDS,
      leaseTransitions: number,
      acquireTime: microTime(now),
      renewTime: microTime(now),
    },
  };
}

/** Kubernetes wants microseconds. */
export function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}
