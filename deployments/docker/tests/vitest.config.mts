import { defineConfig } from 'vitest/config';

// Not vitest.config.ts: these tests start containers, so they are a target of their own and no part of `test`.
export default defineConfig({
  test: { include: ['*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, coverage: { provider: 'v8' } },
});
