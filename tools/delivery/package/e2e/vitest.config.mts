import { defineConfig } from 'vitest/config';

// Not vitest.config.ts: these tests install packages from the registry, so they are a target of their own and no part of `test`.
export default defineConfig({
  test: { include: ['*.test.ts'], maxWorkers: 1, testTimeout: 300_000, hookTimeout: 600_000, coverage: { provider: 'v8' } },
});
