import { defineConfig } from 'vitest/config';

// Nx says which target runs: `planted` lets every tool look at a copy of the workspace, which takes minutes.
const planted = process.env['NX_TASK_TARGET_TARGET'] === 'planted';

// Not vitest.config.ts: these tests work on copies of the whole workspace, so they are targets of their own and no part of `test`.
export default defineConfig({
  test: {
    include: planted ? ['planted/*.test.ts'] : ['*.test.ts'],
    globalSetup: planted ? [] : ['template.ts'],
    // A copy is dear, and a run of nx uses several processes.
    maxWorkers: 2,
    testTimeout: planted ? 900_000 : 120_000,
    hookTimeout: planted ? 300_000 : 120_000,
    coverage: { provider: 'v8' },
  },
});
