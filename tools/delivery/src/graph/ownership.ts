import path from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import type { OwnedSources } from './edge.ts';
import type { SourceReader } from './scans.ts';

/** Gives each file to the project at the nearest folder above it, as Nx does. */
export function ownedSources(
  files: readonly string[],
  projects: Readonly<Record<string, ProjectConfiguration>>,
  reader: SourceReader,
): OwnedSources {
  const ownerOf = ownerFinder(new Map(Object.entries(projects).map(([name, { root }]) => [root, name])));
  const byOwner = Map.groupBy(files, (file) => ownerOf(path.posix.dirname(file)));
  const listed = (owned: readonly string[] = []) => owned.map((file) => ({ file, hash: '' }));
  const projectFileMap = Object.fromEntries(Object.keys(projects).map((name) => [name, listed(byOwner.get(name))]));
  return { projects: { ...projects }, fileMap: { nonProjectFiles: listed(byOwner.get(undefined)), projectFileMap }, reader };
}

function ownerFinder(byRoot: ReadonlyMap<string, string>): (folder: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  function find(folder: string): string | undefined {
    if (known.has(folder)) return known.get(folder);
    const owner = byRoot.get(folder) ?? (folder === '.' ? undefined : find(path.posix.dirname(folder)));
    known.set(folder, owner);
    return owner;
  }
  return find;
}
