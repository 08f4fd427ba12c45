import { glob, readFile } from 'node:fs/promises';
import { writeFileWhole } from '../../adapters/files.ts';
import type { Run } from '../../report/run.ts';
import { main } from '../entry.ts';
import { withRuns } from './durations.ts';
import { DURATIONS_FILE, readDurations } from './durations-file.ts';

/** Where the legs' own records of what they ran are put, relative to the workspace root. */
const RUNS = 'dist/runs/**/run.json';

/** Adds what the legs of this run took to what is known of earlier runs. */
await main(async () => {
  const files = (await Array.fromAsync(glob(RUNS))).sort();
  const runs = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as Run));
  const tasks = withRuns(await readDurations(process.cwd()), runs);
  await writeFileWhole(process.cwd(), DURATIONS_FILE, JSON.stringify({ version: 1, tasks }, null, 2));
  console.log(`${Object.keys(tasks).length} durations of ${runs.length} legs: ${DURATIONS_FILE}`);
  return 0;
});
