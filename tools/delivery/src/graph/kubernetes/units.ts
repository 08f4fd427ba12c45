import path from 'node:path';
import { DeliveryError } from '../../errors.ts';
import { type PartsOf, usesOf } from './composition.ts';
import type { Manifests, Report } from './manifests.ts';

/** A folder that can be deployed by itself: a chart, or a kustomization that no other one uses. */
export interface Unit {
  readonly kind: 'helm' | 'kustomize';
  /** Relative to the workspace root. */
  readonly root: string;
  /** What makes it one: its Chart.yaml or kustomization. */
  readonly file: string;
}

/**
 * The units of a workspace. What lies in the folder of a project of a language belongs to that project, whose tests may read it;
 * only one in the workspace root gives away what is below it.
 * @param roots of the projects of the languages.
 */
export function unitsIn(manifests: Manifests, partsOf: PartsOf, roots: readonly string[], report: Report): Unit[] {
  const { charts, kustomizations } = manifests;
  const used = new Set([...kustomizations.keys()].flatMap((folder) => [...partsOf(folder).bases, ...partsOf(folder).components]));
  reportCircles(
    [...kustomizations].filter(([folder]) => used.has(folder)),
    partsOf,
    report,
  );
  const isFree = freeOf(new Set(roots));
  const helm = [...charts].filter(([folder]) => !isSubchart(folder, charts)).map(([root, file]): Unit => ({ kind: 'helm', root, file }));
  const kustomize = [...kustomizations]
    .filter(([folder]) => !used.has(folder) && !charts.has(folder) && manifests.kustomization(folder)?.isComponent === false)
    .map(([root, file]): Unit => ({ kind: 'kustomize', root, file }));
  return [...helm, ...kustomize].filter(({ root }) => isFree(root));
}

function isSubchart(folder: string, charts: ReadonlyMap<string, string>): boolean {
  return foldersAbove(folder).some((above) => charts.has(above) && path.posix.relative(above, folder).startsWith('charts/'));
}

function freeOf(roots: ReadonlySet<string>): (folder: string) => boolean {
  return (folder) => !roots.has(folder) && !foldersAbove(folder).some((above) => above !== '.' && roots.has(above));
}

/** From the nearest to the workspace root. */
function foldersAbove(folder: string): string[] {
  const above = path.posix.dirname(folder);
  return folder === '.' ? [] : [above, ...foldersAbove(above)];
}

/** kustomize refuses what uses itself. Each circle is named once. */
function reportCircles(kustomizations: readonly (readonly [folder: string, file: string])[], partsOf: PartsOf, report: Report): void {
  const uses = new Map(kustomizations.map(([folder]) => [folder, usesOf(folder, partsOf)]));
  const named = new Set<string>();
  for (const [folder, file] of kustomizations) {
    const below = uses.get(folder);
    if (!below?.has(folder) || named.has(folder)) continue;
    const circle = [...below].filter((other) => uses.get(other)?.has(folder));
    for (const member of circle) named.add(member);
    const what = circle.length === 1 ? 'the kustomization uses itself' : `these kustomizations use each other: ${circle.sort().join(', ')}`;
    report(file, new DeliveryError('E_MANIFEST_INVALID', { what, where: file, fix: 'remove one of the references' }));
  }
}
