import { expect } from 'vitest';
import type { Result } from './workspace.ts';

/** A failure as users may see it: an exit code, the given words in this order, and no stack trace. */
export function expectFailure({ exitCode, output }: Result, ...words: string[]): void {
  expect(exitCode, output).not.toBe(0);
  expect(output).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  let from = 0;
  for (const word of words) {
    const found = output.indexOf(word, from);
    expect(found, `'${word}' is not in, or not in this order:\n${output}`).toBeGreaterThanOrEqual(0);
    from = found + word.length;
  }
}

export function expectSuccess({ exitCode, output }: Result): void {
  expect(exitCode, output).toBe(0);
}
