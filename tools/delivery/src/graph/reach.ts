import type { Edge } from './edge.ts';

/**
 * Names of the projects whose production files a project's results depend on. Undefined stands for everything that the project
 * graph reaches, which Nx writes as `^`.
 */
export interface Reach {
  /** Of what it builds and packs. */
  readonly production: readonly string[] | undefined;
  /** Of its own checks: what their sources import matters to them, and to nobody that depends on the project. */
  readonly checks: readonly string[] | undefined;
}

export const EVERYTHING: Reach = { production: undefined, checks: undefined };

/**
 * What each project reaches. Only where tests bring in more than production code does, the answer differs from Nx's own.
 * @param openEnded projects with dependencies that are not among the edges, because somebody wrote them down.
 */
export function reachOf(edges: readonly Edge[], openEnded: ReadonlySet<string>): (project: string) => Reach {
  if (edges.every(({ kind }) => kind !== 'test')) return () => EVERYTHING;
  const all = targetsBySource(edges);
  const production = targetsBySource(edges.filter(({ kind }) => kind !== 'test'));
  return (project) => {
    const everything = closure([project], all);
    if (everything.intersection(openEnded).size > 0) return EVERYTHING;
    const built = closure([project], production);
    const checked = closure([project, ...(all.get(project) ?? [])], production);
    return { production: lessThan(everything, built, project), checks: lessThan(everything, checked, project) };
  };
}

function lessThan(everything: ReadonlySet<string>, some: Set<string>, project: string): string[] | undefined {
  if (some.size === everything.size) return undefined;
  some.delete(project);
  return [...some].sort();
}

function targetsBySource(edges: readonly Edge[]): Map<string, Set<string>> {
  const targets = new Map<string, Set<string>>();
  for (const { source, target } of edges) {
    const known = targets.get(source);
    if (known === undefined) targets.set(source, new Set([target]));
    else known.add(target);
  }
  return targets;
}

/** Cycles are normal: who depends on itself is in there once. */
function closure(from: readonly string[], targets: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const found = new Set(from);
  for (const name of found) for (const target of targets.get(name) ?? []) found.add(target);
  return found;
}
