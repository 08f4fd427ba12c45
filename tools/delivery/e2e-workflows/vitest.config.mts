import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// Nx says which target runs: `e2e` is a short selection, `scenarios` is all.
const short = process.env['NX_TASK_TARGET_TARGET'] === 'e2e';

const workflows: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'workflows',
    include: short ? ['pull-request.test.ts'] : ['*.test.ts'],
    exclude: ['operations.test.ts'],
    globalSetup: ['template.ts'],
  },
};
// They take gh alone, and no repository in which workflows can be executed.
const operations: TestProjectInlineConfiguration = { extends: true, test: { name: 'operations', include: ['operations.test.ts'] } };

// Not vitest.config.ts: these tests execute whole workflows in clones, so they are targets of their own and no part of `test`.
export default defineConfig({
  test: {
    projects: short ? [workflows] : [workflows, operations],
    // Each run of a workflow has jobs side by side by itself.
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    coverage: { provider: 'v8' },
  },
});
