import { chmodSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isSame, isSettled, type Stamp, stampOf } from '../../src/graph/stamp.ts';
import { folderWith, write } from '../folder.ts';
import { settle } from './settle.ts';

test.each<[now: number, settled: boolean]>([
  [1_000, false],
  [1_020, false],
  [1_021, true],
  // The clock of another machine is ahead.
  [900, false],
])('at %d a file of 1000 may not change again unseen: %s', (now, settled) => {
  expect(isSettled([1_000, 5], now)).toBe(settled);
});

test.each<[name: string, change: (file: string) => void, same: boolean]>([
  ['nothing', () => undefined, true],
  ['a new content of the same size', (file) => write(path.dirname(file), { a: '2' }), false],
  [
    'a new content with the old modification time',
    (file) => {
      write(path.dirname(file), { a: '2' });
      utimesSync(file, 1, 1);
    },
    false,
  ],
  ['another mode', (file) => chmodSync(file, 0o400), false],
])('%s shows', async (_name, change, same) => {
  const file = path.join(folderWith({ a: '1' }), 'a');
  utimesSync(file, 1, 1);
  const before: Stamp = stampOf(file);
  await settle();
  change(file);
  expect(isSame(stampOf(file), before)).toBe(same);
});
