import { defineConfig } from 'vitest/config';
import { isRunning, startCluster } from './cluster.ts';
import FaultTable from './fault-table.ts';
import type {} from './setup.ts';

// Nx says which target runs: `deploys` is a short selection, `faults` is all.
const SHORT = ['*.test.ts', 'faults/drift.test.ts'];
const ALL = ['*.test.ts', 'faults/*.test.ts'];
const selection = process.env['NX_TASK_TARGET_TARGET'] === 'deploys' ? SHORT : ALL;
const ran = await isRunning();
const unable = await startCluster();

// Not vitest.config.ts: these tests need a Kubernetes cluster, so they are targets of their own and no part of `test`.
export default defineConfig({
  // Beside the reporters that the command line names, which are instead of any in `test`.
  plugins: [{ name: 'fault-table', configureVitest: ({ vitest }) => void vitest.config.reporters.push(new FaultTable() as never) }],
  test: {
    // Where there is none, a skipped test says why: nothing is green that did not run.
    ...(unable === undefined
      ? { include: selection, globalSetup: ['setup.ts'], provide: { ran } }
      : { include: ['unable/*.test.ts'], provide: { unable } }),
    // One cluster of one small node.
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    coverage: { provider: 'v8' },
  },
});
