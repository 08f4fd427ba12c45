import { existsSync } from 'node:fs';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Attempt, BenchCommand } from '../command.ts';
import type { Graph, GraphMaker } from './maker.ts';

/** An entry of `plugins` in nx.json. */
export type NxPlugin = string | { readonly plugin: string; readonly options: Readonly<Record<string, unknown>> };

interface GraphFile {
  readonly graph: {
    readonly nodes: Readonly<Record<string, { readonly data: { readonly root: string } }>>;
    readonly dependencies: Readonly<Record<string, readonly { readonly source: string; readonly target: string }[]>>;
  };
}

/** The end of a message that Nx prints when it shows a part of the graph, with exit code 0. */
const PARTIAL = 'Showing partial graph';
const LONGEST_CAUSE = 160;

/**
 * `nx graph` with one plugin or none, as Nx runs it by default, isolated plugins included, but without its daemon: with one
 * the time of a command depends on what was asked before.
 */
export class NxGraph implements GraphMaker {
  readonly name: string;
  readonly #plugin: NxPlugin | undefined;
  readonly #modules: string;

  /** @param modules an absolute node_modules folder that has Nx and the plugin. */
  constructor(name: string, plugin: NxPlugin | undefined, modules: string) {
    this.name = name;
    this.#plugin = plugin;
    this.#modules = modules;
  }

  async prepare(tree: string): Promise<void> {
    const plugins = this.#plugin === undefined ? [] : [this.#plugin];
    await writeFile(path.join(tree, 'nx.json'), JSON.stringify({ analytics: false, plugins }));
    const modules = path.join(tree, 'node_modules');
    if (!existsSync(modules)) await symlink(this.#modules, modules);
  }

  command(tree: string): BenchCommand {
    return {
      program: process.execPath,
      args: [path.join(this.#modules, '.bin/nx'), 'graph', `--file=${fileOf(tree)}`],
      cwd: tree,
      env: { NX_DAEMON: 'false' },
    };
  }

  /** What `nx reset` deletes; the command itself takes a second. */
  async forget(tree: string): Promise<void> {
    await rm(path.join(tree, '.nx'), { recursive: true, force: true });
  }

  /** What the plugin itself has written beside Nx's own graph. */
  async forgetPlugin(tree: string): Promise<void> {
    const folder = path.join(tree, '.nx/workspace-data');
    for (const name of await readdir(folder)) if (name.startsWith('delivery-')) await rm(path.join(folder, name));
  }

  async graph(tree: string, { succeeded, all }: Attempt): Promise<Graph> {
    // In a task of Nx the command is told to use colours.
    const output = stripVTControlCharacters(all);
    if (!succeeded || output.includes(PARTIAL)) throw new Error(causeIn(output, tree));
    const { nodes, dependencies } = (JSON.parse(await readFile(fileOf(tree), 'utf8')) as GraphFile).graph;
    const rootOf = (name: string) => nodes[name]?.data.root;
    const pairs = Object.values(dependencies).flatMap((found) => found.map(({ source, target }) => [rootOf(source), rootOf(target)]));
    return {
      roots: new Set(Object.values(nodes).map(({ data }) => data.root)),
      edges: new Set(pairs.flatMap(([source, target]) => (source !== undefined && target !== undefined ? [`${source} -> ${target}`] : []))),
      assumed: new Set(),
    };
  }
}

function fileOf(tree: string): string {
  return `${tree}.graph.json`;
}

/** The first message that Nx marks as its own: a title and what follows it. */
function causeIn(output: string, tree: string): string {
  const message = output.split(/^ NX\s+/m)[1] ?? output;
  const text = message.replaceAll(`${tree}/`, '').replaceAll(/\s+/g, ' ').trim();
  return text.length > LONGEST_CAUSE ? `${text.slice(0, LONGEST_CAUSE)} ...` : text;
}

/** Gives folders a project.json with a name of its own, where they have none. @param roots relative to the tree. */
export async function nameProjects(tree: string, roots: readonly string[]): Promise<void> {
  for (const root of roots) {
    const file = path.join(tree, root, 'project.json');
    if (!existsSync(file)) await writeFile(file, JSON.stringify({ name: root === '.' ? 'root' : root.replaceAll('/', '-') }));
  }
}
