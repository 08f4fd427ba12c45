import type { ProjectConfiguration } from '@nx/devkit';
import type { Edge, OwnedSources } from '../edge.ts';
import { compositionOf } from './composition.ts';
import { shortName } from './image-names.ts';
import { manifestsIn } from './manifests.ts';
import { partsFinder } from './parts.ts';

/** What a unit needs: the units that it uses, and the projects whose images it deploys. */
export function kubernetesEdges({ projects, fileMap, reader }: OwnedSources): Edge[] {
  const units = Object.entries(projects).filter(([, { tags }]) => tags?.includes('kubernetes'));
  if (units.length === 0) return [];
  const files = [fileMap.nonProjectFiles, ...Object.values(fileMap.projectFileMap)].flatMap((owned) => owned.map(({ file }) => file));
  // What cannot be read was reported when the projects were made.
  const manifests = manifestsIn(files, reader, () => undefined);
  const partsOf = partsFinder(manifests);
  const unitAt = new Map(units.map(([name, { root }]) => [root, name]));
  const packedBy = imagesOf(projects);
  return units.flatMap(([source, { root }]) => {
    const file = manifests.charts.get(root) ?? manifests.kustomizations.get(root);
    if (file === undefined) return [];
    const { uses, images } = compositionOf(root, partsOf);
    const targets = [...uses.map((used) => unitAt.get(used)), ...images.map((image) => packedBy.get(image))];
    return [...new Set(targets)].flatMap((target): Edge[] =>
      target === undefined || target === source ? [] : [{ source, target, file, kind: 'production' }],
    );
  });
}

/** Short name of an image -> the project that packs it. */
function imagesOf(projects: Readonly<Record<string, ProjectConfiguration>>): Map<string, string> {
  return new Map(
    Object.entries(projects).flatMap(([name, { targets = {} }]) =>
      Object.values(targets)
        .filter(({ executor }) => executor === '@kerp/delivery:docker')
        .map(({ options }): [string, string] => [shortName(options.repository), name]),
    ),
  );
}
