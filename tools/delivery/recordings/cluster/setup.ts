import type { TestProject } from 'vitest/node';
import { kubectl, stopCluster } from '../../e2e-cluster/cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Whether the cluster ran before: then it goes on running. */
    ran: boolean;
    /** Why there is no cluster; only where there is none. */
    unable: string;
  }
}

export const NAMESPACE = 'kerp-local';

/** @returns what leaves the machine as it was, but for the local environment, which is empty: the next `make pipeline` fills it. */
export default function setup(project: TestProject): () => Promise<void> {
  return async () => {
    if (project.getProvidedContext().ran) await emptyEnvironment();
    else await stopCluster();
  };
}

/** Each story begins with a cluster that runs nothing. */
export async function emptyEnvironment(): Promise<void> {
  await kubectl('delete', 'namespace', NAMESPACE, '--ignore-not-found');
}
