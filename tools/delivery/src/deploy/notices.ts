import type { Channel, ProcessRunner } from '../ports.ts';
import type { Command } from '../toolchain/command.ts';
import type { Entry, Result } from './ledger.ts';
import type { Environment } from './settings.ts';

/** A deploy or rollback that others are told of. */
export interface Run {
  readonly entry: Entry;
  readonly environment: Pick<Environment, 'name' | 'url'>;
  /** Commits that it brings, or that a rollback takes back, the newest first; empty where this clone does not have them. */
  readonly commits: readonly string[];
}

/** Begins to tell of a run, beside its work. @returns what tells its end; it never fails, and takes seconds at most. */
export type Announce = (entry: Entry, environment: Environment, before: Entry | undefined) => (result: Result) => Promise<void>;

/** What is told of: a schedule's clean-up is no news. */
const NEWS: ReadonlySet<Entry['kind']> = new Set(['deploy', 'rollback']);

/** Tells all channels at the same time. One that fails costs a line and nothing else. */
export function announcer(channels: readonly Channel[], process: ProcessRunner, tell: (line: string) => void): Announce {
  return (entry, environment, before) => {
    if (channels.length === 0 || !NEWS.has(entry.kind)) return async () => undefined;
    const run = commitsOf(entry, before, process).then((commits): Run => ({ entry, environment, commits }));
    const begun = channels.map((channel) => quietly(channel, tell, async () => channel.begin(await run)));
    return async (result) => {
      await Promise.all(
        channels.map(async (channel, index) => {
          const end = await begun[index];
          if (end !== undefined) await quietly(channel, tell, () => end(result));
        }),
      );
    };
  };
}

async function quietly<T>({ name, fix }: Channel, tell: (line: string) => void, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    tell(`warning: ${name} was not told: ${error instanceof Error ? error.message : error}; ${fix}`);
    return undefined;
  }
}

async function commitsOf({ kind, target }: Entry, before: Entry | undefined, process: ProcessRunner): Promise<string[]> {
  if (before === undefined) return [];
  const range = [before.target.release.commit, target.release.commit];
  const [from, to] = kind === 'rollback' ? range.toReversed() : range;
  try {
    const { exitCode, stdout } = await process.capture(log(`${from}..${to}`));
    return exitCode === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
  } catch {
    // No git, or an interruption: the run itself says so.
    return [];
  }
}

function log(range: string): Command {
  const args = ['log', '--no-merges', '--format=%h %s', '--end-of-options', range, '--'];
  return { title: 'git log', origin: 'path', program: 'git', args, cwd: '.' };
}

/** What became of a run, in one sentence. */
export function headlineOf({ entry: { version, kind, from }, environment: { name } }: Run, { outcome }: Result): string {
  switch (outcome) {
    case 'succeeded':
      return kind === 'rollback' ? `${name} is back at ${version}` : `${version} runs in ${name}`;
    case 'returned':
      return from === undefined ? `${version} failed in ${name}` : `${version} failed in ${name}; ${from} runs again`;
    case 'failed':
      return `${version} failed in ${name}, and nothing could be returned to`;
    case 'interrupted':
      return `the ${kind} of ${version} to ${name} was interrupted`;
  }
}

/** @param max in UTF-16 code units, as Slack and GitHub count. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - 1);
  // Never half of a surrogate pair.
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
