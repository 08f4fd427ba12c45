import { expect, it } from 'vitest';
import { OptionError, PARTS, parseOptions } from '../src/options.ts';

it.each([
  { argv: [], options: { rounds: 5, parts: PARTS } },
  { argv: ['--rounds=1'], options: { rounds: 1, parts: PARTS } },
  { argv: ['--only=no-op'], options: { rounds: 5, parts: ['no-op'] } },
  { argv: ['--only=no-op', '--only', 'one-line-change'], options: { rounds: 5, parts: ['no-op', 'one-line-change'] } },
])('$argv', ({ argv, options }) => {
  expect(parseOptions(argv)).toEqual(options);
});

it('leaves the options out when help is asked for', () => {
  expect(parseOptions(['--rounds=3', '--help'])).toBeUndefined();
});

it.each([
  { argv: ['--rounds=0'], message: '--rounds=0: use a whole number from 1 on' },
  { argv: ['--rounds=many'], message: '--rounds=many: use a whole number from 1 on' },
  {
    argv: ['--only=noop'],
    message:
      '--only=noop: use one of one-line-change, executor-overhead, no-op, graph, services, deploy, cache, cache-memory, checks, workflows',
  },
])('refuses $argv', ({ argv, message }) => {
  expect(() => parseOptions(argv)).toThrow(new OptionError(message));
});
