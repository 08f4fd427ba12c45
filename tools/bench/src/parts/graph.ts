import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Stopwatch } from '../command.ts';
import { edgesIn, type Size, writeGoTree, writePythonTree } from '../graph/generated.ts';
import type { GraphMaker } from '../graph/maker.ts';
import { NxGraph } from '../graph/nx.ts';
import { type Asked, askInTurn, type Failed } from '../graph/rounds.ts';
import { installTurbo, TurboGraph } from '../graph/turbo.ts';
import { paired, type Summary, summarize } from '../statistics.ts';
import { formatRatio, formatTable, formatTime } from '../table.ts';

type Language = 'go' | 'python';

const SIZES: Readonly<Record<Language, readonly Size[]>> = {
  go: [
    { projects: 10, files: 200 },
    { projects: 50, files: 1_000 },
    { projects: 100, files: 2_000 },
  ],
  python: [
    { projects: 5, files: 100 },
    { projects: 25, files: 500 },
    { projects: 50, files: 1_000 },
  ],
};

/** The goals, in milliseconds: what we add to `nx graph` of the largest tree, and of any when nothing changed. */
const GOALS = { cold: { go: 200, python: 150 }, warm: 50 };

/** Milliseconds and bytes. */
export interface GraphTimes {
  readonly trees: readonly TreeTimes[];
}

export interface TreeTimes extends Size {
  readonly language: Language;
  readonly edges: number;
  /** `nx graph` without a plugin. */
  readonly floor: { readonly cold: Summary; readonly warm: Summary; readonly peakMemory: number | undefined };
  readonly tools: readonly (ToolTimes | (Failed & { readonly name: string }))[];
  /** What our plugin needs in a process of its own, without Nx and without loading it. */
  readonly ownShare: { readonly cold: Summary; readonly warm: Summary };
}

export interface ToolTimes {
  readonly name: string;
  /** Edges that it found; what is not in the tree does not count. */
  readonly edges: number;
  readonly cold: Compared;
  readonly warm: Compared;
  readonly peakMemory: number | undefined;
}

/** The time of the whole command, what is above the floor, and the whole by ours, round by round. */
interface Compared {
  readonly whole: Summary;
  readonly added: Summary;
  readonly byOurs: Summary;
}

/** Where things are that a measurement needs. */
interface Places {
  /** The workspace, for its node_modules and its uv. */
  readonly root: string;
  readonly scratch: string;
}

export async function measureGraph(
  { root, scratch }: Places,
  rounds: number,
  stopwatch: Stopwatch,
  log: (line: string) => void,
): Promise<GraphTimes> {
  const modules = path.join(root, 'node_modules');
  const turbo = await installTurbo(path.join(scratch, 'turbo'), stopwatch);
  const trees: TreeTimes[] = [];
  for (const language of ['go', 'python'] as const) {
    for (const size of SIZES[language]) {
      log(`graph: ${titleOf({ ...size, language })}`);
      const tree = path.join(scratch, 'tree');
      await mkdir(tree);
      if (language === 'go') await writeGoTree(tree, size);
      else await writePythonTree(tree, size, path.join(root, '.venv/bin/uv'), stopwatch);
      trees.push({
        ...size,
        language,
        edges: edgesIn(size),
        ...(await measureTree(tree, language, { modules, turbo }, rounds, stopwatch)),
      });
      await rm(tree, { recursive: true });
    }
  }
  return { trees };
}

async function measureTree(
  tree: string,
  language: Language,
  { modules, turbo }: { readonly modules: string; readonly turbo: string },
  rounds: number,
  stopwatch: Stopwatch,
): Promise<Pick<TreeTimes, 'floor' | 'tools' | 'ownShare'>> {
  const nx = new NxGraph('nx graph', undefined, modules);
  const ours = new NxGraph('ours', '@kerp/delivery', modules);
  const nxlv = { plugin: '@nxlv/python', options: { inferDependencies: true } };
  const other = language === 'go' ? new NxGraph('@nx-go/nx-go', '@nx-go/nx-go', modules) : new NxGraph('@nxlv/python', nxlv, modules);
  const makers = [nx, ours, other, new TurboGraph(turbo, language, '.')];
  const answers = await askInTurn(tree, makers, { rounds, warm: true, stopwatch });
  const [floor, our] = [succeeded(nx, answers), succeeded(ours, answers)];
  const tools = makers.slice(1).map((maker) => {
    const answer = answers.get(maker) ?? { failure: 'it was not asked' };
    return 'failure' in answer ? { name: maker.name, ...answer } : timesOf(maker, answer, floor, our);
  });
  return {
    floor: { cold: summarize(floor.cold), warm: summarize(floor.warm), peakMemory: floor.peakMemory },
    tools,
    ownShare: await measureOwnShare(tree, ours, rounds, stopwatch),
  };
}

function succeeded(maker: GraphMaker, answers: ReadonlyMap<GraphMaker, Asked | Failed>): Asked {
  const answer = answers.get(maker);
  if (answer === undefined || 'failure' in answer) throw new Error(`${maker.name} fails: ${answer?.failure}`);
  return answer;
}

function timesOf({ name }: GraphMaker, answer: Asked, floor: Asked, ours: Asked): ToolTimes {
  const compared = (when: 'cold' | 'warm'): Compared => ({
    whole: summarize(answer[when]),
    added: paired(answer[when], floor[when], (whole, part) => whole - part),
    byOurs: paired(answer[when], ours[when], (theirs, our) => theirs / our),
  });
  const edges = answer.graph.edges.difference(floor.graph.edges).difference(answer.graph.assumed).size;
  return { name, edges, cold: compared('cold'), warm: compared('warm'), peakMemory: answer.peakMemory };
}

/** In a process for each time, as every `nx` command is one. */
async function measureOwnShare(tree: string, ours: NxGraph, rounds: number, stopwatch: Stopwatch): Promise<TreeTimes['ownShare']> {
  await ours.prepare(tree);
  const program = path.join(import.meta.dirname, '../graph/own-share.ts');
  const run = async () => {
    const output = await stopwatch.output({ program: process.execPath, args: [program], cwd: tree });
    const { projects, dependencies } = JSON.parse(output) as { projects: number; dependencies: number };
    return projects + dependencies;
  };
  const times = { cold: [] as number[], warm: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    await ours.forget(tree);
    // The list of files comes from Nx; what the plugin itself has remembered in that run is removed.
    await stopwatch.time(ours.command(tree));
    await ours.forgetPlugin(tree);
    const [cold, warm] = [await run(), await run()];
    if (round === 0) continue;
    times.cold.push(cold);
    times.warm.push(warm);
  }
  return { cold: summarize(times.cold), warm: summarize(times.warm) };
}

function titleOf({ language, files, projects }: Pick<TreeTimes, 'language' | 'files' | 'projects'>): string {
  const [name, unit] = language === 'go' ? ['Go', 'modules'] : ['Python', 'projects'];
  return `${files.toLocaleString('en')} ${name} files in ${projects} ${unit}`;
}

export function showGraph({ trees }: GraphTimes): string {
  return [...trees.map(showTree), showOwnShares(trees)].join('\n\n');
}

function showTree({ floor, tools, edges, ...tree }: TreeTimes): string {
  const rows = tools.map((tool) => {
    if ('failure' in tool) return [`  ${tool.name}`, 'none'];
    const isNx = !tool.name.startsWith('turbo');
    const time = ({ whole, added }: Compared) => (isNx ? `${formatTime(added)} more` : formatTime(whole));
    const ratio = ({ byOurs }: Compared) => (tool.name === 'ours' ? '' : formatRatio(byOurs));
    const found = `${tool.edges} of ${edges}`;
    return [`  ${tool.name}`, time(tool.cold), ratio(tool.cold), time(tool.warm), ratio(tool.warm), formatMemory(tool.peakMemory), found];
  });
  const table = formatTable(
    [titleOf(tree), 'after nx reset', 'by ours', 'nothing changed', 'by ours', 'peak memory', 'edges'],
    [['nx graph', formatTime(floor.cold), '', formatTime(floor.warm), '', formatMemory(floor.peakMemory), ''], ...rows],
  );
  const failures = tools.flatMap((tool) => ('failure' in tool ? [`${tool.name}: ${tool.failure}`] : []));
  return [table, ...failures].join('\n\n');
}

function showOwnShares(trees: readonly TreeTimes[]): string {
  const rows = trees.map(({ ownShare, ...tree }) => {
    const largest = tree.files === SIZES[tree.language].at(-1)?.files;
    const goal = largest ? `${GOALS.cold[tree.language]} ms` : '';
    return [titleOf(tree), formatTime(ownShare.cold), goal, formatTime(ownShare.warm), `${GOALS.warm} ms`];
  });
  return formatTable(['our plugin by itself', 'after nx reset', 'goal', 'nothing changed', 'goal'], rows);
}

function formatMemory(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${Math.round(bytes / 2 ** 20)} MiB`;
}
