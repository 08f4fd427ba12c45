import { expect, test } from 'vitest';
import type { Result } from '../../src/deploy/ledger.ts';
import { announcer, cut, type Run } from '../../src/deploy/notices.ts';
import type { Channel } from '../../src/ports.ts';
import { fakeProcess } from '../fake-process.ts';
import { BEFORE, entryOf, resultOf } from './runs.ts';
import { environmentOf } from './shop.ts';

interface Heard extends Channel {
  readonly runs: Run[];
  readonly results: Result[];
}

function channel(own: Partial<Channel> = {}): Heard {
  const runs: Run[] = [];
  const results: Result[] = [];
  return {
    name: 'Pigeons',
    fix: 'feed them',
    runs,
    results,
    async begin(run) {
      runs.push(run);
      return async (result) => void results.push(result);
    },
    ...own,
  };
}

function announced(channels: readonly Channel[], process = fakeProcess()) {
  const lines: string[] = [];
  return { lines, process, announce: announcer(channels, process, (line) => lines.push(line)) };
}

test('all channels are told of the start and of the end', async () => {
  const channels = [channel(), channel()];
  const { announce, lines } = announced(channels);
  await announce(entryOf(), environmentOf(), BEFORE)(resultOf('succeeded'));
  for (const { runs, results } of channels) {
    expect([runs.map(({ entry }) => entry.version), results]).toEqual([['v2'], [resultOf('succeeded')]]);
  }
  expect(lines).toEqual([]);
});

test.each<[name: string, failing: Partial<Channel>, warning: string]>([
  ['start', { begin: () => Promise.reject(new Error('no bird')) }, 'warning: Pigeons was not told: no bird; feed them'],
  ['end', { begin: async () => () => Promise.reject(new Error('lost')) }, 'warning: Pigeons was not told: lost; feed them'],
  [
    'start, at once',
    {
      begin() {
        throw new Error('no bird');
      },
    },
    'warning: Pigeons was not told: no bird; feed them',
  ],
])('a channel that fails at the %s costs one line, and the others are told', async (_name, failing, warning) => {
  const other = channel();
  const { announce, lines } = announced([channel(failing), other]);
  await announce(entryOf(), environmentOf(), BEFORE)(resultOf('succeeded'));
  expect(lines).toEqual([warning]);
  expect(other.results).toEqual([resultOf('succeeded')]);
});

test('the work goes on while a channel is told of the start', async () => {
  const stuck = Promise.withResolvers<() => Promise<void>>();
  const { announce } = announced([channel({ begin: () => stuck.promise })]);
  const end = announce(entryOf(), environmentOf(), BEFORE);
  stuck.resolve(async () => undefined);
  await end(resultOf('succeeded'));
});

test.each(['migrate', 'retire'] as const)('%s is no news', async (kind) => {
  const pigeons = channel();
  const { announce, process } = announced([pigeons]);
  await announce(entryOf({ kind }), environmentOf(), BEFORE)(resultOf('succeeded'));
  expect([pigeons.runs, process.typed]).toEqual([[], []]);
});

const V1_COMMIT = { ...BEFORE, target: { ...BEFORE.target, release: { ...BEFORE.target.release, commit: 'decaf' } } };

test.each([
  { kind: 'deploy', range: 'decaf..c0ffee' },
  { kind: 'rollback', range: 'c0ffee..decaf' },
] as const)('the commits of a $kind', async ({ kind, range }) => {
  const pigeons = channel();
  const { announce, process } = announced(
    [pigeons],
    fakeProcess(() => ({ stdout: 'b fix: two\na feat: one\n' })),
  );
  await announce(entryOf({ kind }), environmentOf(), V1_COMMIT)(resultOf('succeeded'));
  expect(process.typed).toEqual([`git log --no-merges '--format=%h %s' --end-of-options ${range} --`]);
  expect(pigeons.runs[0]?.commits).toEqual(['b fix: two', 'a feat: one']);
});

test.each([
  { name: 'a clone without them', before: BEFORE, process: fakeProcess(() => ({ exitCode: 128, stdout: 'half' })) },
  { name: 'the first deploy', before: undefined, process: fakeProcess(() => ({ stdout: 'a feat: one' })) },
  {
    name: 'no git',
    before: BEFORE,
    process: fakeProcess(() => {
      throw new Error('no git');
    }),
  },
])('no commits are named: $name', async ({ before, process }) => {
  const pigeons = channel();
  const { announce, lines } = announced([pigeons], process);
  await announce(entryOf(), environmentOf(), before)(resultOf('succeeded'));
  expect([pigeons.runs[0]?.commits, lines]).toEqual([[], []]);
});

test.each([
  ['short', 10, 'short'],
  ['exactly ten', 11, 'exactly ten'],
  ['a longer text', 5, 'a lo…'],
  ['tea🍵🍵', 5, 'tea…'],
])('%s in %d', (text, max, expected) => {
  expect(cut(text, max)).toBe(expected);
});
