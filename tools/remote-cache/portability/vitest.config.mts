import { defineConfig } from 'vitest/config';

// Not vitest.config.ts: these tests build copies of the whole workspace, so they are a target of their own and no part of `test`.
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    coverage: { provider: 'v8' },
  },
});
