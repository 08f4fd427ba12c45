import type { ProjectGraph } from '@nx/devkit';
import { DeliveryError } from '../../errors.ts';
import type { Selected } from './legs.ts';

export interface Wanted {
  /** Targets that are to be run, of each project that has them. */
  readonly targets: readonly string[];
  /** Projects with one of these tags are left out. */
  readonly without: readonly string[];
}

/**
 * @param names of the affected projects. @throws E_OPTION_INVALID for a target that no project has: Nx selects nothing for it, and a
 * mistyped name would pass as a change that affects nothing.
 */
export function select(names: readonly string[], graph: ProjectGraph, { targets, without }: Wanted): Selected[] {
  const known = new Set(Object.values(graph.nodes).flatMap(({ data }) => Object.keys(data.targets ?? {})));
  const unknown = targets.filter((target) => !known.has(target));
  if (unknown.length > 0)
    throw new DeliveryError('E_OPTION_INVALID', {
      what: `no project has a target ${unknown.map((target) => `'${target}'`).join(' or ')}`,
      fix: `name some of: ${[...known].sort().join(', ')}`,
    });
  return names.flatMap((project) => {
    const data = graph.nodes[project]?.data;
    const own = targets.filter((target) => data?.targets?.[target] !== undefined);
    return own.length === 0 || without.some((tag) => data?.tags?.includes(tag)) ? [] : [{ project, targets: own }];
  });
}
