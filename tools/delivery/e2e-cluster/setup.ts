import type { TestProject } from 'vitest/node';
import { localCluster, stopCluster, type TestCluster } from './cluster.ts';
import { pushBase } from './images.ts';
import { openShop } from './shop.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: TestCluster;
    /** Url of a service that nothing happens to: the control of every load. */
    still: string;
    /** Whether the cluster ran before: then it goes on running. */
    ran: boolean;
    /** Why there is no cluster; only where there is none. */
    unable: string;
  }
}

/** @returns what leaves the machine as it was. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await localCluster();
  await pushBase(cluster.registry);
  project.provide('cluster', cluster);
  const still = await openShop(cluster, { replicas: 1 });
  await still.publish('still', { api: 'well', web: 'well' });
  const { exitCode, output } = await still.run('deploy', { version: 'still' });
  if (exitCode !== 0) throw new Error(output);
  project.provide('still', still.url);
  return () => (project.getProvidedContext().ran ? still.remove() : stopCluster());
}
