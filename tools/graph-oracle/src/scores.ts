import type { Edge } from '../../delivery/src/graph/edge.ts';
import { compare, type Truth } from './comparison.ts';
import type { Entry } from './contest.ts';

/** How many of the edges that were found are right, and how many of the right ones were found; undefined of none. */
export interface Score {
  readonly precision: number | undefined;
  readonly recall: number | undefined;
}

/** Edges as `source -> target`, by the roots of the projects. @param roots by project name; a name that is not in it is a root itself. */
export function pairsOf(edges: readonly Pick<Edge, 'source' | 'target'>[], roots: ReadonlyMap<string, string>): Set<string> {
  const rootOf = (name: string) => roots.get(name) ?? name;
  return new Set(edges.map(({ source, target }) => `${rootOf(source)} -> ${rootOf(target)}`));
}

/** Without kinds, which other tools do not have. An inherited edge counts if it is right, and not at all if not. */
export function score(truth: ReadonlySet<string>, { edges, inherited }: Pick<Entry, 'edges' | 'inherited'>): Score {
  const found = edges.difference(inherited.difference(truth));
  const right = found.intersection(truth).size;
  return { precision: share(right, found.size), recall: share(right, truth.size) };
}

/** An edge counts with its kind. */
export function scoreWithKinds(truth: Truth, edges: readonly Edge[]): Score {
  const { edges: found, expected, wrong } = compare(truth, [], edges);
  const right = found - wrong.length;
  return { precision: share(right, found), recall: share(right, expected) };
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
