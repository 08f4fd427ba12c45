import path from 'node:path';
import { toolchains } from '../toolchain/table.ts';
import type { GoFacts, GoProjects, Toolchain } from '../toolchain/toolchain.ts';
import type { LoadedModules } from './go/load.ts';
import { goProjects } from './go/projects.ts';
import type { GoSources } from './go/source-files.ts';
import { parsePyproject } from './python/pyproject.ts';

/** Runs the reading of one file and keeps its error. */
export type Attempt = <T>(file: string, work: () => T) => T | undefined;

/** A folder that is a project, and the file that makes it one. */
export interface Candidate {
  readonly file: string;
  readonly root: string;
  readonly toolchain: Toolchain;
  /** Content of the file. */
  readonly text: string;
  readonly go?: GoFacts;
}

export interface Sources {
  readonly modules: LoadedModules;
  readonly go: GoSources;
}

/**
 * The projects that these files make. A file that cannot be read makes none; its error is kept, and the others still work.
 * @param files all marker files of the workspace.
 */
export function findCandidates(
  files: readonly string[],
  read: (file: string) => string,
  attempt: Attempt,
  { modules, go }: Sources,
  mode: GoProjects,
): Candidate[] {
  const found = recognised(files, read, attempt, { modules, go });
  const taken = new Set(found.map(({ root }) => root));
  return found.flatMap((candidate) => {
    const module = candidate.toolchain.name === 'go' ? modules.byRoot.get(candidate.root) : undefined;
    if (!module) return [candidate];
    const projects = attempt(candidate.file, () => goProjects(module, mode, modules, go)) ?? [];
    const free = projects.filter(({ root }) => root === candidate.root || !taken.has(root));
    return free.map(({ root, facts }): Candidate => ({ ...candidate, root, go: facts }));
  });
}

/** One candidate for each folder: the first toolchain of the table that recognises a marker there. */
function recognised(files: readonly string[], read: (file: string) => string, attempt: Attempt, { modules, go }: Sources): Candidate[] {
  const present = new Set(files);
  const folders = [...new Set(files.map((file) => path.dirname(file)))].sort();
  const hasGoCode = (root: string) => present.has(path.join(root, 'go.mod')) && go.below(root).some((file) => !go.read(file).generated);
  function recognises({ marker, recognises }: Toolchain, file: string, text: string): boolean {
    const root = path.dirname(file);
    if (marker === 'pyproject.toml') return attempt(file, () => parsePyproject(text, file))?.isProject === true;
    // One that cannot be read was named when all modules were loaded.
    if (marker === 'go.mod' && !modules.byRoot.has(root)) return false;
    return recognises?.(text, () => hasGoCode(root)) ?? true;
  }
  return folders.flatMap((root) => {
    for (const toolchain of toolchains) {
      const file = path.join(root, toolchain.marker);
      const text = present.has(file) ? attempt(file, () => read(file)) : undefined;
      if (text !== undefined && recognises(toolchain, file, text)) return [{ file, root, toolchain, text }];
    }
    return [];
  });
}

/** What the manifest in the workspace root says: the last part of a Go module's path without its version, or a Python name. */
export function nameOfRoot(candidates: readonly Candidate[], { byRoot }: LoadedModules): string | undefined {
  const manifest = candidates.find(({ root }) => root === '.');
  if (manifest?.toolchain.marker === 'pyproject.toml') return parsePyproject(manifest.text, manifest.file).name;
  return byRoot
    .get('.')
    ?.goMod.module.replace(/\/v\d+$/, '')
    .split('/')
    .at(-1);
}
