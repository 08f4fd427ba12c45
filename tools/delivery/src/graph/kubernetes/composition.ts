import { shortName } from './image-names.ts';
import type { Parts } from './parts.ts';

/** What a chart or a kustomization is made of, down to the last base. Paths are relative to the workspace root. */
export interface Composition {
  /** Patterns of every file that is read, whichever folder it is in. */
  readonly files: readonly string[];
  /** Folders of the charts and kustomizations that it uses, those that others of them use included. */
  readonly uses: readonly string[];
  /** Short names of the images that it deploys. */
  readonly images: readonly string[];
}

export type PartsOf = (folder: string) => Parts;

/** @param folder of a chart or kustomization. */
export function compositionOf(folder: string, partsOf: PartsOf): Composition {
  const uses = usesOf(folder, partsOf);
  const files = new Set([folder, ...uses].flatMap((used) => partsOf(used).files));
  const images = new Set([...effectOf(folder, partsOf, new Map()).images].map(shortName));
  return { files: [...files].sort(), uses: [...uses].sort(), images: [...images].sort() };
}

/** The charts and kustomizations below one; itself is among them only if they lead back to it. */
export function usesOf(folder: string, partsOf: PartsOf): Set<string> {
  const direct = (at: string) => [...partsOf(at).bases, ...partsOf(at).components];
  const found = new Set(direct(folder));
  // A set also visits what is added meanwhile, and each only once: a circle comes to an end.
  for (const used of found) for (const next of direct(used)) found.add(next);
  return found;
}

type Renamed = Parts['renamed'];

/** What a chart or kustomization brings, and what it does as a component to what is there already. */
interface Effect {
  readonly images: ReadonlySet<string>;
  readonly renamings: ReadonlySet<Renamed>;
}

const NOTHING: Effect = { images: new Set(), renamings: new Set() };

/** In the order of kustomize: what there is, components, patches, new names. */
function effectOf(folder: string, partsOf: PartsOf, known: Map<string, Effect>): Effect {
  const before = known.get(folder);
  if (before !== undefined) return before;
  known.set(folder, NOTHING);
  const { bases, components, images: own, patched, renamed } = partsOf(folder);
  let images = new Set([...own, ...bases.flatMap((base) => [...effectOf(base, partsOf, known).images])]);
  const renamings = new Set<Renamed>();
  for (const component of components) {
    const effect = effectOf(component, partsOf, known);
    for (const renaming of effect.renamings) {
      images = withNewNames(images, renaming);
      renamings.add(renaming);
    }
    images = images.union(effect.images);
  }
  images = withNewNames(images.union(new Set(patched)), renamed);
  // What is renamed may be in something that is fetched.
  const effect: Effect = { images: images.union(new Set(Object.values(renamed))), renamings: renamings.add(renamed) };
  known.set(folder, effect);
  return effect;
}

function withNewNames(images: ReadonlySet<string>, renamed: Renamed): Set<string> {
  return new Set([...images].map((image) => (Object.hasOwn(renamed, image) ? renamed[image] : undefined) ?? image));
}
