import { defineConfig } from 'vitest/config';
import type {} from '../e2e/template.ts';
import { isRunning, startCluster } from '../e2e-cluster/cluster.ts';
import type {} from './cluster/setup.ts';

// Nx says which target runs.
const onCluster = process.env['NX_TASK_TARGET_TARGET'] === 'cluster';
const ran = onCluster && (await isRunning());
const unable = onCluster ? await startCluster() : undefined;

// Not vitest.config.ts: these tests work on clones of the whole workspace, so they are targets of their own and no part of `test`.
export default defineConfig({
  test: {
    // Where there is no cluster, a skipped test says why: nothing is green that did not run.
    ...(onCluster ? { include: unable === undefined ? ['cluster/*.test.ts'] : ['unable/*.test.ts'] } : { include: ['*.test.ts'] }),
    ...(onCluster && unable === undefined ? { globalSetup: ['cluster/setup.ts'], provide: { ran } } : {}),
    ...(unable === undefined ? {} : { provide: { unable } }),
    // One clone at a time: each runs as many tasks as there are processors.
    maxWorkers: 1,
    testTimeout: 1_800_000,
    hookTimeout: 900_000,
    coverage: { provider: 'v8' },
  },
});
