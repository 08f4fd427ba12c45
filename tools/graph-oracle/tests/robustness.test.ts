import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAGMENTS, scanners } from './scanners.ts';

type Language = keyof typeof scanners;

const LANGUAGES = Object.keys(scanners) as Language[];

test.each(LANGUAGES)('%s: no bytes are too strange', (language) => {
  const soup = fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS[language]), fc.string({ unit: 'binary' })), { maxLength: 40 });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 500 }).map((array) => Buffer.from(array)),
    soup.map((parts) => Buffer.from(parts.join(''))),
  );
  fc.assert(
    fc.property(bytes, (source) => {
      scanners[language](source);
    }),
    { numRuns: 5_000, seed: 1 },
  );
});

/** Characters. A text takes some hundredths of a second; where time grows with the square of this, it takes minutes. */
const SIZE = 2_000_000;
/** Milliseconds for one text. */
const PATIENCE = 10_000;

test.each(LANGUAGES)('%s: no text of 2 MB takes more than a look at each character', async (language) => {
  const fragments = fc.constantFrom(...FRAGMENTS[language]);
  const pairs = fc.sample(
    fc.array(fragments, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')),
    { numRuns: 60, seed: 1 },
  );
  const units = [...FRAGMENTS[language], ...pairs];
  expect(await unfinished(language, units)).toBeUndefined();
});

/** The text that a scanner, in a thread that can be ended, does not finish; undefined when it finishes all. */
function unfinished(language: Language, units: readonly string[]): Promise<string | undefined> {
  const worker = new Worker(new URL('./scan-worker.ts', import.meta.url), { workerData: { language, units, size: SIZE } });
  const patience = setTimeout(() => worker.terminate(), PATIENCE);
  let at = 0;
  worker.on('message', (position: number) => {
    at = position;
    patience.refresh();
  });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code) => {
      clearTimeout(patience);
      resolve(code === 0 ? undefined : units[at]);
    });
  });
}
