import { onTestFinished, vi } from 'vitest';

/** Keeps what is written to the console from the terminal, for this test. @returns the lines so far. */
export function quietConsole(): () => string[] {
  const lines: string[] = [];
  const keep = (text: unknown) => void lines.push(...String(text).split('\n'));
  const spies = [vi.spyOn(console, 'log').mockImplementation(keep), vi.spyOn(console, 'error').mockImplementation(keep)];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return () => lines;
}
