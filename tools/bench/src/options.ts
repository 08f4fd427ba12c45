import { parseArgs } from 'node:util';

export const PARTS = [
  'one-line-change',
  'executor-overhead',
  'no-op',
  'graph',
  'services',
  'deploy',
  'cache',
  'cache-memory',
  'checks',
  'workflows',
] as const;

export type Part = (typeof PARTS)[number];

export interface Options {
  readonly parts: readonly Part[];
  /** How often each comparison is made. */
  readonly rounds: number;
}

export const HELP = `Measures the commit that is checked out; prints tables and writes dist/bench/<part>.json.
  --rounds=<n>   how often each comparison is made, from 1 on; default 5
  --only=<part>  ${PARTS.join(', ')}; may be repeated; default all
  --help         this text`;

/** @returns undefined when help is asked for. @throws OptionError that names the option and what it accepts. */
export function parseOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true, default: [...PARTS] },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new OptionError(`--rounds=${values.rounds}: use a whole number from 1 on`);
  return { rounds, parts: values.only.map(partNamed) };
}

export class OptionError extends Error {
  override readonly name = 'OptionError';
}

function partNamed(text: string): Part {
  const found = PARTS.find((part) => part === text);
  if (found !== undefined) return found;
  throw new OptionError(`--only=${text}: use one of ${PARTS.join(', ')}`);
}
