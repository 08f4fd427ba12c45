import type { Edge } from '../../delivery/src/graph/edge.ts';

/** What an independent program says: projects by their roots, and what needs what, by the names that the plugin gives. */
export interface Truth {
  readonly roots: readonly string[];
  readonly edges: readonly Omit<Edge, 'file'>[];
}

/** How the plugin's graph compares with the truth. */
export interface Comparison {
  readonly missingProjects: readonly string[];
  readonly edges: number;
  readonly expected: number;
  /** Edges as `source -> target (kind)`. */
  readonly missing: readonly string[];
  readonly wrong: readonly string[];
  readonly precision: number;
  readonly recall: number;
}

/** An edge counts with its kind: a production edge that is taken for a test edge is one missing and one wrong. */
export function compare(truth: Truth, roots: readonly string[], edges: readonly Omit<Edge, 'file'>[]): Comparison {
  const expected = linesOf(truth.edges);
  const got = linesOf(edges);
  const right = expected.intersection(got).size;
  return {
    missingProjects: truth.roots.filter((root) => !roots.includes(root)),
    edges: got.size,
    expected: expected.size,
    missing: [...expected.difference(got)].sort(),
    wrong: [...got.difference(expected)].sort(),
    precision: got.size === 0 ? 1 : right / got.size,
    recall: expected.size === 0 ? 1 : right / expected.size,
  };
}

/** One line for each pair of projects, with the kind that matters most: production, then test, then declared. */
export function linesOf(edges: readonly Omit<Edge, 'file'>[]): Set<string> {
  const kinds = new Map<string, Set<string>>();
  for (const { source, target, kind } of edges) {
    const pair = `${source} -> ${target}`;
    kinds.set(pair, (kinds.get(pair) ?? new Set()).add(kind));
  }
  return new Set([...kinds].map(([pair, found]) => `${pair} (${['production', 'test', 'declared'].find((kind) => found.has(kind))})`));
}
