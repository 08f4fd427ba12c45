import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    coverage: { provider: 'v8', include: ['src/**'] },
    // Other languages' programs are compiled, started and waited for: this only ends what hangs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
