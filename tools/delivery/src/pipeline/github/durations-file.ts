import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Durations } from './durations.ts';

/** Relative to the workspace root. It is kept in the cache of GitHub Actions, where the later runs of a branch find it. */
export const DURATIONS_FILE = '.nx/durations/durations.json';

/** It only sizes the legs: one that is missing or broken costs time, not a result. */
export async function readDurations(workspaceRoot: string): Promise<Durations> {
  try {
    const { tasks } = JSON.parse(await readFile(path.join(workspaceRoot, DURATIONS_FILE), 'utf8')) as { tasks: Durations };
    return Object.fromEntries(Object.entries(tasks).filter(([, ms]) => Number.isFinite(ms) && ms >= 0));
  } catch {
    return {};
  }
}
