import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { saidBy, stable } from './page.ts';
import { typed } from './perform.ts';
import type { Recorded, Story } from './step.ts';

/** What was just done says the same as the page, but for what is another each time. */
export async function expectPage({ file }: Story, recorded: readonly Recorded[]): Promise<void> {
  const page = await readFile(path.resolve(import.meta.dirname, '../../..', file), 'utf8');
  for (const step of recorded) {
    // With the commands, so that a difference says of which step it is.
    const said = `${typed(step)}\n${stable(saidBy(page, step))}`;
    expect(`${typed(step)}\n${stable(step.output)}`, `write ${file} anew: tools/delivery/recordings`).toBe(said);
  }
}
