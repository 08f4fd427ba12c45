import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stopwatch } from '../../bench/src/command.ts';
import type { Failed } from '../../bench/src/graph/rounds.ts';
import { installTurbo } from '../../bench/src/graph/turbo.ts';
import type { OwnedSources } from '../../delivery/src/graph/edge.ts';
import { projectEdges } from '../../delivery/src/graph/edges.ts';
import { infer, listFiles } from './checkout.ts';
import type { Truth } from './comparison.ts';
import { type Contestant, contest, type Entry, type Ring } from './contest.ts';
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
  const roots = await Promise.all(positionals.map((name) => realpath(name)));
  const stopwatch = new Stopwatch(interruption.signal);
  const folder = await mkdtemp(path.join(tmpdir(), 'graph-oracle-'));
  try {
    const turbo = await installTurbo(path.join(folder, 'turbo'), stopwatch);
    const ring = { scratch: path.join(folder, 'copy'), modules: path.join(WORKSPACE, 'node_modules'), turbo, rounds, stopwatch };
    const comparisons: Comparison[] = [];
    for (const [position, root] of roots.entries()) {
      console.error(`${position + 1} of ${roots.length}: ${root}`);
      comparisons.push(...(await compareAt(root, ring).catch(reported)));
    }
    console.log(`${(await conditions(WORKSPACE, rounds, stopwatch)).join(', ')}.`);
    for (const language of ['go', 'python'] as const) {
      if (comparisons.some((one) => one.language === language)) console.log(`\n${formatComparisons(language, comparisons)}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The others are compared all the same, unless the user has interrupted. */
function reported(error: unknown): [] {
  if (interruption.signal.aborted) throw error;
  console.error(`  not compared: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
  return [];
}

/** One comparison for each language that has projects in the checkout. */
async function compareAt(root: string, ring: Ring): Promise<Comparison[]> {
  const { context } = infer(root, {});
  const rootsByName = new Map(Object.entries(context.projects).map(([name, project]) => [name, project.root]));
  const name = await nameOf(root, ring);
  const truths = { go: truthOf('go', root, context), python: truthOf('python', root, context) };
  const entries = await contest({ root, files: listFiles(root), pythonRoots: truths.python.roots }, ring);
  const unlikeNx = differences(entries.get('ours'), pairsOf(projectEdges(context, undefined), rootsByName));
  return (['go', 'python'] as const).flatMap((language): Comparison[] => {
    const truth = truths[language];
    if (truth.roots.length === 0) return [];
    const edges = LANGUAGES[language].edges(context, {});
    const pairs = pairsOf(truth.edges, rootsByName);
    // Nx has the edges of all languages in one graph; ours of one are what the plugin finds when it is asked for them.
    const own = { edges: pairsOf(edges, rootsByName), inherited: new Set<string>() };
    const judged = [...entries].map(([contestant, entry]): [Contestant, Judged] => {
      if ('failure' in entry) return [contestant, entry];
      return [contestant, { ...score(pairs, contestant === 'ours' ? own : entry), milliseconds: entry.milliseconds }];
    });
    const missing = truth.roots.filter((folder) => ![...rootsByName.values()].includes(folder)).length;
    const scores = { withKinds: scoreWithKinds(truth, edges), scores: new Map(judged), missing, unlikeNx };
    return [{ language, name, projects: truth.roots.length, edges: pairs.size, ...scores }];
  });
}

function truthOf(language: keyof typeof LANGUAGES, root: string, context: OwnedSources): Truth {
  const [truth = { roots: [], edges: [] }] = LANGUAGES[language].truths([[root, context]], {});
  return truth;
}

/** How many edges `nx graph` shows that the plugin does not find when it runs by itself, and the reverse. */
function differences(shown: Entry | Failed | undefined, found: ReadonlySet<string>): number {
  if (shown === undefined || 'failure' in shown) return 0;
  return shown.edges.difference(shown.inherited.difference(found)).symmetricDifference(found).size;
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
