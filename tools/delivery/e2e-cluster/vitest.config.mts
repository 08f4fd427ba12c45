import { defineConfig } from 'vitest/config';
import { startCluster } from './cluster.ts';
import type {} from './setup.ts';

// Nx says which target runs: `deploys` is a short selection, `faults` is all.
const SHORT = ['*.test.ts', 'faults/drift.test.ts'];
const ALL = ['*.test.ts', 'faults/*.test.ts'];
const selection = process.env['NX_TASK_TARGET_TARGET'] === 'deploys' ? SHORT : ALL;
const unable = await startCluster();

// Not vitest.config.ts: these tests need a Kubernetes cluster, so they are targets of their own and no part of `test`.
export default defineConfig({
  test: {
    // Where there is none, a skipped test says why: nothing is green that did not run.
    ...(unable === undefined ? { include: selection, globalSetup: ['setup.ts'] } : { include: ['unable/*.test.ts'], provide: { unable } }),
    reporters: ['default', './fault-table.ts'],
    // One cluster of one small node.
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    coverage: { provider: 'v8' },
  },
});
