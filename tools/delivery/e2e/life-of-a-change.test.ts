import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { lifeOfAChange, unchanging } from './life-of-a-change.ts';
import { freshWorkspace } from './workspace.ts';

const PAGE = path.resolve(import.meta.dirname, '../../../docs/life-of-a-change.md');

it('the page shows what the steps show', { timeout: 600_000 }, async () => {
  const page = await lifeOfAChange(await freshWorkspace());
  if (process.env['WRITE']) await writeFile(PAGE, page);
  const there = await readFile(PAGE, 'utf8');
  expect(unchanging(there), 'write it anew: WRITE=1 npx nx run delivery-e2e:e2e --filter=life-of-a-change').toBe(unchanging(page));
});
