import type { Stopwatch } from '../command.ts';
import type { Graph, GraphMaker } from './maker.ts';
import { watchMemory } from './peak-memory.ts';

/** What a tool said, and what that took. */
export interface Asked {
  readonly graph: Graph;
  /** Milliseconds of each round, when it remembered nothing of the tree. */
  readonly cold: readonly number[];
  /** The same right after that, with nothing changed; empty if that was not asked for. */
  readonly warm: readonly number[];
  /** Bytes; undefined where they cannot be measured. */
  readonly peakMemory: number | undefined;
}

/** Why a tool made no graph, in one line. */
export interface Failed {
  readonly failure: string;
}

export interface Rounds {
  readonly rounds: number;
  /** Whether to ask a second time in each round. */
  readonly warm: boolean;
  readonly stopwatch: Stopwatch;
}

/**
 * Asks tools for the graph of a tree. Every round asks all of them, so that a slow minute slows all. Round 0 is not counted: it
 * fills the caches of files and modules, and memory is measured in it. Who fails once is not asked again.
 */
export async function askInTurn(
  tree: string,
  makers: readonly GraphMaker[],
  { rounds, warm, stopwatch }: Rounds,
): Promise<Map<GraphMaker, Asked | Failed>> {
  const answers = new Map<GraphMaker, Asked | Failed>();
  for (let round = 0; round <= rounds; round++) {
    for (const maker of makers) {
      const before = answers.get(maker);
      if (before !== undefined && 'failure' in before) continue;
      await maker.prepare(tree);
      await maker.forget(tree);
      const first = before === undefined ? await firstAnswer(tree, maker, stopwatch) : before;
      answers.set(maker, first);
      if (round === 0 || 'failure' in first) continue;
      const cold = await stopwatch.time(maker.command(tree));
      const again = warm ? [await stopwatch.time(maker.command(tree))] : [];
      answers.set(maker, { ...first, cold: [...first.cold, cold], warm: [...first.warm, ...again] });
    }
  }
  return answers;
}

async function firstAnswer(tree: string, maker: GraphMaker, stopwatch: Stopwatch): Promise<Asked | Failed> {
  let peakMemory: () => number | undefined = () => undefined;
  const attempt = await stopwatch.attempt(maker.command(tree), (pid) => {
    peakMemory = watchMemory(pid);
  });
  const peak = peakMemory();
  try {
    return { graph: await maker.graph(tree, attempt), cold: [], warm: [], peakMemory: peak };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}
