import { expect, test } from 'vitest';
import { showCacheMemory } from '../../src/parts/cache-memory.ts';

test('a line for each server, a column for each load', () => {
  expect(showCacheMemory({ ours: [100e6, 110e6, 120e6, 130e6, 141e6] })).toBe(
    [
      '| the most that it has held | started | 32 of 1 KB | 256 of 1 KB | 256 of 100 KB | 64 of 10 MB |',
      '| ------------------------- | ------: | ---------: | ----------: | ------------: | ----------: |',
      '| ours                      |  100 MB |     110 MB |      120 MB |        130 MB |      141 MB |',
    ].join('\n'),
  );
});
