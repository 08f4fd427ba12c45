import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Edge, OwnedSources } from '../../delivery/src/graph/edge.ts';
import { goEdges } from '../../delivery/src/graph/go/dependencies.ts';
import type { PluginOptions } from '../../delivery/src/toolchain/toolchain.ts';
import { projectFinder } from './checkout.ts';
import type { Truth } from './comparison.ts';

interface PackageGraph {
  readonly modules: readonly string[];
  readonly packages: readonly string[];
  readonly edges: readonly { from: string; to: string; module: string; exists: boolean; kind: Edge['kind'] }[];
}

/**
 * Runs the Go program beside this file on folders.
 * @returns its answers, in the same order. @throws when Go is missing or the program fails.
 */
export function gotruth(verb: 'graph' | 'imports', folders: readonly string[]): unknown[] {
  const output = execFileSync('go', ['run', '.', verb, ...folders.map((folder) => path.resolve(folder))], {
    cwd: path.join(import.meta.dirname, '../gotruth'),
    env: { ...process.env, GOWORK: 'off' },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

export function edges(context: OwnedSources, { goProjects }: PluginOptions): Edge[] {
  return goEdges(context, goProjects === 'package');
}

/** What go/parser says of checkouts. @throws when Go is missing or the program fails. */
export function truths(checkouts: readonly (readonly [root: string, context: OwnedSources])[], options: PluginOptions): Truth[] {
  const graphs = gotruth(
    'graph',
    checkouts.map(([root]) => root),
  ) as PackageGraph[];
  return checkouts.map(([, { projects }], position) => lifted(graphs[position] as PackageGraph, projects, options.goProjects));
}

/**
 * The edges between packages, as edges between projects: a package is part of the nearest one above it. A project that the
 * plugin lacks has its folder for a name.
 */
function lifted(graph: PackageGraph, projects: OwnedSources['projects'], mode: PluginOptions['goProjects']): Truth {
  const roots = mode === 'package' ? graph.packages : graph.modules;
  const known = new Set(Object.values(projects).map(({ root }) => root));
  const lacking = roots.flatMap((root) => (known.has(root) ? [] : [[root, { root }]]));
  const find = projectFinder({ ...projects, ...Object.fromEntries(lacking) });
  const edges = graph.edges.flatMap(({ from, to, exists, kind }) => {
    const source = find(from);
    const target = mode === 'package' && !exists ? undefined : find(to);
    return source === undefined || target === undefined || source === target ? [] : [{ source, target, kind }];
  });
  return { roots, edges };
}
