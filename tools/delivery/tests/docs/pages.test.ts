import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PAGES } from '../../docs/pages.ts';

test.each(Object.entries(PAGES))(
  '%s says what the sources say',
  (file, page) => {
    const there = readFileSync(path.join(import.meta.dirname, '../../docs', file), 'utf8');
    expect(there, 'write it anew: npx -c "node tools/delivery/docs/write.ts"').toBe(page());
  },
  60_000,
);
