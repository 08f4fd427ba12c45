import { parentPort, workerData } from 'node:worker_threads';
import { scanners } from './scanners.ts';

/** Reads each text and says how many it has read: whoever waits sees at which one a scanner hangs. */
const { language, units, size } = workerData as { language: keyof typeof scanners; units: readonly string[]; size: number };
for (const [position, unit] of units.entries()) {
  parentPort?.postMessage(position);
  scanners[language](Buffer.from(unit.repeat(Math.ceil(size / unit.length))));
}
