import path from 'node:path';
import type { Manifests } from './manifests.ts';

/** What one chart or kustomization is put together from. Paths are relative to the workspace root. */
export interface Parts {
  /** Patterns of the files that are its own, whichever folder they are in. */
  readonly files: readonly string[];
  /** Folders of the charts and kustomizations that it takes. */
  readonly bases: readonly string[];
  /** Folders of the kustomizations that change what it has. */
  readonly components: readonly string[];
  /** Names of the images in its own files. */
  readonly images: readonly string[];
  /** Names of the images that its patches bring, its values for charts, and the files that it makes configuration of. */
  readonly patched: readonly string[];
  /** Image name -> the name that it gives to it. */
  readonly renamed: Readonly<Record<string, string>>;
}

const NOTHING: Parts = { files: [], bases: [], components: [], images: [], patched: [], renamed: {} };

/** @returns what finds the parts of a folder, each only once. One that is neither has none. */
export function partsFinder(manifests: Manifests): (folder: string) => Parts {
  const known = new Map<string, Parts>();
  return (folder) => {
    const parts =
      known.get(folder) ?? (manifests.charts.has(folder) ? chartParts(folder, manifests) : kustomizationParts(folder, manifests));
    known.set(folder, parts);
    return parts;
  };
}

function chartParts(folder: string, manifests: Manifests): Parts {
  const dependencies = manifests.chart(folder)?.dependencies ?? [];
  return {
    ...NOTHING,
    files: [path.posix.join(folder, '**/*')],
    bases: placesOf(folder, dependencies, manifests).filter((place) => manifests.charts.has(place)),
    images: manifests.chartImages(folder),
  };
}

function kustomizationParts(folder: string, manifests: Manifests): Parts {
  const content = manifests.kustomization(folder);
  const file = manifests.kustomizations.get(folder);
  if (content === undefined || file === undefined) return NOTHING;
  const places = (entries: readonly string[]) => placesOf(folder, entries, manifests);
  const isBase = (place: string) => manifests.kustomizations.has(place);
  const resources = places(content.resources);
  const manifestFiles = resources.filter((place) => !isBase(place));
  const patches = places([...content.patches, ...content.values]);
  const others = places(content.files);
  return {
    files: [...places([path.posix.basename(file)]), ...manifestFiles, ...patches, ...others],
    bases: [...resources.filter(isBase), ...places(content.charts).filter((place) => manifests.charts.has(place))],
    components: places(content.components).filter(isBase),
    images: manifestFiles.flatMap(manifests.images),
    patched: [...content.images, ...patches.flatMap(manifests.images), ...others.flatMap(manifests.imagesIfYaml)],
    renamed: content.renamed,
  };
}

/** What kustomize fetches: https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md */
const REMOTE = /:\/\/|^git@|\?|^(?:github|gitlab|bitbucket)\.(?:com|org)[/:]/;

/**
 * Where entries lead: relative to the workspace root, and behind symbolic links once more. Nothing is known of what is fetched
 * or outside of the workspace, as Nx knows nothing of it either.
 */
function placesOf(folder: string, entries: readonly string[], { real }: Manifests): string[] {
  const local = entries.filter((entry) => !REMOTE.test(entry) && !path.posix.isAbsolute(entry));
  const places = local.map((entry) => path.posix.join(folder, entry).replace(/\/$/, '')).filter(isInside);
  return [...new Set(places.flatMap((place) => [place, real(place) ?? place]))];
}

function isInside(place: string): boolean {
  return place !== '..' && !place.startsWith('../');
}
