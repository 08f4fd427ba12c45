import { defineConfig } from 'vitest/config';

// Not vitest.config.ts: these tests take minutes, so they are a target of their own and no part of `test`.
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    maxWorkers: 2,
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    coverage: { provider: 'v8' },
  },
});
