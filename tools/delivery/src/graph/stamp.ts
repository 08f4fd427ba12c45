import { statSync } from 'node:fs';

/** Tells whether a file or folder is still as it was: change time in ms and size in bytes. */
export type Stamp = readonly [changed: number, size: number];

/** A file that changes within a tick of the file system's clock may change again with the same time. */
const CLOCK_TICK_MS = 20;

/** @throws what `stat` throws. */
export function stampOf(file: string): Stamp {
  // Unlike the modification time, no program can set the change time back.
  const { ctimeMs, size } = statSync(file);
  return [ctimeMs, size];
}

export function isSame(a: Stamp, b: Stamp): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Whether every later change will show. */
export function isSettled([changed]: Stamp, now = Date.now()): boolean {
  return now - changed > CLOCK_TICK_MS;
}
