import { setTimeout } from 'node:timers/promises';

/** Until what has just been written is older than a tick of the file system's clock: before that nothing is remembered of it. */
export function settle(): Promise<void> {
  return setTimeout(40);
}
