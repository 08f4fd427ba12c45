import type { TestProject } from 'vitest/node';
import { localCluster, type TestCluster } from './cluster.ts';
import { pushBase } from './images.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: TestCluster;
    /** Why there is no cluster; only where there is none. */
    unable: string;
  }
}

export default async function setup({ provide }: TestProject): Promise<void> {
  const cluster = await localCluster();
  await pushBase(cluster.registry);
  provide('cluster', cluster);
}
