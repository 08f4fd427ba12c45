import { defineConfig } from 'vitest/config';

// Nx says which target runs: `e2e` is a short selection, `scenarios` is all.
const SHORT = ['pull-request.test.ts', 'documents.test.ts'];
const selection = process.env['NX_TASK_TARGET_TARGET'] === 'e2e' ? SHORT : ['*.test.ts'];

// Not vitest.config.ts: these tests execute whole workflows in clones, so they are targets of their own and no part of `test`.
export default defineConfig({
  test: {
    include: selection,
    globalSetup: ['template.ts'],
    // Each run of a workflow has jobs side by side by itself.
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    coverage: { provider: 'v8' },
  },
});
