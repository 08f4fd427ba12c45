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

/** Runs the Go program beside this file. @throws when Go is missing or the program fails. */
export function gotruth(verb: 'graph' | 'imports', folder: string): unknown {
  const output = execFileSync('go', ['run', '.', verb, path.resolve(folder)], {
    cwd: path.join(import.meta.dirname, '../gotruth'),
    env: { ...process.env, GOWORK: 'off' },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output);
}

export function edges(context: OwnedSources, { goProjects }: PluginOptions): Edge[] {
  return goEdges(context, goProjects === 'package');
}

/** The edges between packages, as edges between the plugin's projects: a package is part of the nearest one above it. */
export function truth(root: string, { projects }: OwnedSources, { goProjects }: PluginOptions): Truth {
  const graph = gotruth('graph', root) as PackageGraph;
  const find = projectFinder(projects);
  const lifted = graph.edges.flatMap(({ from, to, exists, kind }) => {
    const source = find(from);
    const target = goProjects === 'package' && !exists ? undefined : find(to);
    return source === undefined || target === undefined || source === target ? [] : [{ source, target, kind }];
  });
  return { roots: goProjects === 'package' ? graph.packages : graph.modules, edges: lifted };
}
