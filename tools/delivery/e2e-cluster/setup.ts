import type { TestProject } from 'vitest/node';
import { localCluster, type TestCluster } from './cluster.ts';
import { pushBase } from './images.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: TestCluster;
  }
}

export default async function setup({ provide }: TestProject): Promise<void> {
  const cluster = await localCluster();
  await pushBase(cluster.registry);
  provide('cluster', cluster);
}
