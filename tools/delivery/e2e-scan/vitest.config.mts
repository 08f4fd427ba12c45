import { defineConfig } from 'vitest/config';

// Not vitest.config.ts: these tests run the real scanners, which must be built first, so they are a target of their own.
export default defineConfig({
  test: { testTimeout: 300_000, hookTimeout: 300_000, coverage: { provider: 'v8' } },
});
