import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stopwatch } from '../../bench/src/command.ts';
import { installTurbo } from '../../bench/src/graph/turbo.ts';
import { projectEdges } from '../../delivery/src/graph/edges.ts';
import { infer, listFiles } from './checkout.ts';
import { type Contestant, contest, type Ring } from './contest.ts';
import { LANGUAGES } from './languages.ts';
import { pairsOf, score, scoreWithKinds } from './scores.ts';
import { type Comparison, formatComparisons, type Judged } from './tables.ts';
import { conditions } from './versions.ts';

const USAGE = 'usage: node tools/graph-oracle/src/compare.ts PATH... [--rounds=3]';
const WORKSPACE = path.resolve(import.meta.dirname, '../../..');

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort(signal));

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string', default: '3' } } });
  const rounds = Number(values.rounds);
  if (positionals.length === 0 || !Number.isInteger(rounds) || rounds < 1) throw new Error(USAGE);
  const stopwatch = new Stopwatch(interruption.signal);
  const folder = await mkdtemp(path.join(tmpdir(), 'graph-oracle-'));
  try {
    const turbo = await installTurbo(path.join(folder, 'turbo'), stopwatch);
    const ring = { scratch: path.join(folder, 'copy'), modules: path.join(WORKSPACE, 'node_modules'), turbo, rounds, stopwatch };
    const comparisons: Comparison[] = [];
    for (const [position, name] of positionals.entries()) {
      console.error(`${position + 1} of ${positionals.length}: ${name}`);
      comparisons.push(...(await compareAt(await realpath(name), ring)));
    }
    console.log(`${(await conditions(WORKSPACE, rounds, stopwatch)).join(', ')}.`);
    for (const language of ['go', 'python'] as const) console.log(`\n${formatComparisons(language, comparisons)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One comparison for each language that has projects in the checkout. */
async function compareAt(root: string, ring: Ring): Promise<Comparison[]> {
  const { context } = infer(root, {});
  const rootsByName = new Map(Object.entries(context.projects).map(([name, project]) => [name, project.root]));
  const measured = (['go', 'python'] as const).flatMap((language) => {
    const [truth = { roots: [], edges: [] }] = LANGUAGES[language].truths([[root, context]], {});
    return truth.roots.length === 0 ? [] : [{ language, truth, edges: LANGUAGES[language].edges(context, {}) }];
  });
  const entries = await contest({ root, files: listFiles(root) }, ring);
  const inProcess = pairsOf(projectEdges(context, undefined), rootsByName);
  return Promise.all(
    measured.map(async ({ language, truth, edges }): Promise<Comparison> => {
      const pairs = pairsOf(truth.edges, rootsByName);
      const judged = [...entries].map(([contestant, entry]): [Contestant, Judged] => {
        if ('failure' in entry) return [contestant, entry];
        // Nx has the edges of all languages in one graph; those of one are what the plugin finds when it is asked for them.
        const own = contestant === 'ours' ? { edges: pairsOf(edges, rootsByName), inherited: new Set<string>() } : entry;
        return [contestant, { ...score(pairs, own), milliseconds: entry.milliseconds }];
      });
      const ours = entries.get('ours');
      const shown = ours === undefined || 'failure' in ours ? inProcess : ours.edges.difference(ours.inherited.difference(inProcess));
      return {
        language,
        name: await nameOf(root, ring),
        projects: truth.roots.length,
        edges: pairs.size,
        withKinds: scoreWithKinds(truth, edges),
        scores: new Map(judged),
        unlikeNx: shown.symmetricDifference(inProcess).size,
      };
    }),
  );
}

/** The folder's name and, of a clone, its commit. */
async function nameOf(root: string, { stopwatch }: Ring): Promise<string> {
  const { succeeded, stdout } = await stopwatch.attempt({ program: 'git', args: ['rev-parse', '--short=8', 'HEAD'], cwd: root });
  return [path.basename(root), ...(succeeded ? [stdout] : [])].join(' ');
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
