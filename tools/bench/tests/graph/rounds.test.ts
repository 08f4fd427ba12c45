import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Stopwatch } from '../../src/command.ts';
import type { GraphMaker } from '../../src/graph/maker.ts';
import { askInTurn } from '../../src/graph/rounds.ts';

const stopwatch = new Stopwatch(new AbortController().signal);
const GRAPH = { roots: new Set(['.']), edges: new Set<string>(), assumed: new Set<string>() };

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'bench-test-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A maker that writes down what is asked of it. */
function maker(name: string, log: string, failure?: string): GraphMaker {
  const note = async (word: string) => void (await stopwatch.output(shell(`echo "${name} ${word}" >> "${log}"`)));
  return {
    name,
    prepare: () => note('prepares'),
    forget: () => note('forgets'),
    command: () => shell(`echo "${name} runs" >> "${log}"`),
    graph: async () => {
      if (failure !== undefined) throw new Error(failure);
      return GRAPH;
    },
  };
}

function shell(script: string) {
  return { program: 'sh', args: ['-c', script], cwd: tmpdir() };
}

it('asks all of them in every round, after a round that is not counted', async () => {
  const log = path.join(folder(), 'log');
  const [a, b] = [maker('a', log), maker('b', log, 'it has no go.work')];
  const answers = await askInTurn('tree', [a, b], { rounds: 2, warm: true, stopwatch });
  expect(answers.get(a)).toMatchObject({ graph: GRAPH, cold: [expect.any(Number), expect.any(Number)], warm: { length: 2 } });
  expect(answers.get(b)).toEqual({ failure: 'it has no go.work' });
  const round = ['a prepares', 'a forgets'];
  expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
    ...[...round, 'a runs', 'b prepares', 'b forgets', 'b runs'],
    ...[...round, 'a runs', 'a runs'],
    ...[...round, 'a runs', 'a runs'],
  ]);
});

it('asks once in a round when only the first answer matters', async () => {
  const log = path.join(folder(), 'log');
  const a = maker('a', log);
  const answers = await askInTurn('tree', [a], { rounds: 1, warm: false, stopwatch });
  expect(answers.get(a)).toMatchObject({ cold: { length: 1 }, warm: [] });
});
