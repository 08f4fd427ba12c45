import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Stopwatch } from '../../bench/src/command.ts';
import { NxGraph, type NxPlugin, nameProjects } from '../../bench/src/graph/nx.ts';
import { type Asked, askInTurn, type Failed } from '../../bench/src/graph/rounds.ts';
import { copyTree } from '../../bench/src/graph/tree.ts';
import { TurboGraph } from '../../bench/src/graph/turbo.ts';
import { paired, summarize } from '../../bench/src/statistics.ts';

/** Where the tools are, and how often they are asked. */
export interface Ring {
  /** A folder for copies of the checkout; it is deleted. */
  readonly scratch: string;
  /** The node_modules of this workspace. */
  readonly modules: string;
  /** The turbo command. */
  readonly turbo: string;
  readonly rounds: number;
  readonly stopwatch: Stopwatch;
}

/** A repository; the files are relative to its root. */
export interface Checkout {
  readonly root: string;
  readonly files: readonly string[];
  readonly pythonRoots: readonly string[];
}

/** What a tool made of a checkout. Edges are `source -> target`, by roots. */
export interface Entry {
  readonly edges: ReadonlySet<string>;
  /** Edges among these that it has by design, or that Nx has without the plugin as well. */
  readonly inherited: ReadonlySet<string>;
  /** What the plugin adds to `nx graph`; of turbo all of its time. */
  readonly milliseconds: number;
}

/** As the table names them. `named`: every folder of a project was given a project.json with a name. */
export type Contestant = 'ours' | '@nx-go/nx-go' | '@nx-go/nx-go, named' | '@nxlv/python, named' | 'turbo, Go' | 'turbo, Python';

type Entries = [Contestant, Entry | Failed][];

/** Lets every tool make the graph of a checkout, each in a copy. */
export async function contest(checkout: Checkout, ring: Ring): Promise<ReadonlyMap<Contestant, Entry | Failed>> {
  const nxlv = { plugin: '@nxlv/python', options: { inferDependencies: true, ...packageManager(checkout.files) } };
  const entries = [
    ...(await plugins(checkout, [], [['ours', '@kerp/delivery'] as const, ['@nx-go/nx-go', '@nx-go/nx-go'] as const], ring)),
    ...(await plugins(
      checkout,
      [...goFolders(checkout.files), ...checkout.pythonRoots],
      [['@nx-go/nx-go, named', '@nx-go/nx-go'] as const, ['@nxlv/python, named', nxlv] as const],
      ring,
    )),
    ...(await turbo(checkout, 'go', ring)),
    ...(await turbo(checkout, 'python', ring)),
  ];
  return new Map(entries);
}

/** Every folder that @nx-go/nx-go takes for a project, fixtures of tests too: two of one name fail the graph. */
function goFolders(files: readonly string[]): string[] {
  return files.filter((file) => path.posix.basename(file) === 'go.mod').map((file) => path.posix.dirname(file));
}

/** What @nxlv/python finds out by itself where there is a lock file in the root; without one it takes Poetry. */
function packageManager(files: readonly string[]): { packageManager?: 'uv' } {
  return files.includes('poetry.lock') || files.includes('uv.lock') ? {} : { packageManager: 'uv' };
}

/** Runs Nx with each plugin and without any. */
async function plugins(
  checkout: Checkout,
  named: readonly string[],
  contestants: readonly (readonly [Contestant, NxPlugin])[],
  ring: Ring,
): Promise<Entries> {
  return inCopy(checkout, ring, async (tree) => {
    await nameProjects(tree, named);
    const bare = new NxGraph('nx', undefined, ring.modules);
    const makers = contestants.map(([name, plugin]) => new NxGraph(name, plugin, ring.modules));
    const answers = await askInTurn(tree, [bare, ...makers], { ...ring, warm: false });
    const floor = answers.get(bare);
    if (floor === undefined || 'failure' in floor) throw new Error(`nx without a plugin fails: ${floor?.failure}`);
    return contestants.map(([name], position) => [name, beside(floor, answers.get(makers[position] ?? bare) ?? floor)]);
  });
}

function beside(floor: Asked, answer: Asked | Failed): Entry | Failed {
  if ('failure' in answer) return answer;
  const { median } = paired(answer.cold, floor.cold, (whole, part) => whole - part);
  return { edges: answer.graph.edges, inherited: floor.graph.edges, milliseconds: median };
}

async function turbo(checkout: Checkout, language: 'go' | 'python', ring: Ring): Promise<Entries> {
  const name = language === 'go' ? 'turbo, Go' : 'turbo, Python';
  const workspace = await workspaceOf(checkout, language);
  if (workspace === undefined) return [[name, { failure: language === 'go' ? 'there is no go.work' : 'there is no uv workspace' }]];
  return inCopy(checkout, ring, async (tree) => {
    const maker = new TurboGraph(ring.turbo, language, workspace);
    const answer = (await askInTurn(tree, [maker], { ...ring, warm: false })).get(maker) ?? { failure: 'there was no answer' };
    if ('failure' in answer) return [[name, answer]];
    return [[name, { edges: answer.graph.edges, inherited: answer.graph.assumed, milliseconds: summarize(answer.cold).median }]];
  });
}

/** The folder nearest to the root in which turbo can be asked. */
async function workspaceOf({ files, root }: Checkout, language: 'go' | 'python'): Promise<string | undefined> {
  const marker = language === 'go' ? 'go.work' : 'uv.lock';
  const folders = files.filter((file) => path.posix.basename(file) === marker).map((file) => path.posix.dirname(file));
  for (const folder of folders.sort((a, b) => a.split('/').length - b.split('/').length || a.localeCompare(b))) {
    if (language === 'go') return folder;
    const manifest = path.posix.join(folder, 'pyproject.toml');
    if (files.includes(manifest) && (await readFile(path.join(root, manifest), 'utf8')).includes('[tool.uv.workspace]')) return folder;
  }
  return undefined;
}

async function inCopy<T>({ files, root }: Checkout, { scratch }: Ring, work: (tree: string) => Promise<T>): Promise<T> {
  const tree = path.join(scratch, 'tree');
  await mkdir(tree, { recursive: true });
  try {
    await copyTree(files, root, tree);
    return await work(tree);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
