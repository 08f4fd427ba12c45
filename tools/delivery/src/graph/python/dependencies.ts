import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Edge, OwnedSources } from '../edge.ts';
import { conventionalRoots } from './layout.ts';
import { type Distribution, type ModuleIndex, moduleIndex, type SourceFile } from './modules.ts';
import { type Pyproject, parsePyproject } from './pyproject.ts';
import { type ImportedModule, isPythonTest, readPythonImports } from './source-files.ts';

interface PythonProject extends Distribution {
  /** Undefined for a project without a pyproject.toml, such as one with a setup.py. */
  readonly manifest: Pyproject | undefined;
}

/**
 * What projects need of Python projects: each import of a module that another project installs, in any project's Python
 * file, and each distribution of the workspace that a pyproject.toml asks for.
 */
export function pythonEdges(context: OwnedSources): Edge[] {
  const sources = Object.entries(context.fileMap.projectFileMap).flatMap(([project, files]) =>
    files.flatMap(({ file }): SourceFile[] => (/\.pyi?$/.test(file) ? [{ project, file }] : [])),
  );
  const projects = pythonProjects(context, sources);
  const declared = declaredEdges(projects);
  return [...declared, ...importEdges(context, sources, moduleIndex(projects, sources), declared)];
}

function pythonProjects(context: OwnedSources, sources: readonly SourceFile[]): PythonProject[] {
  const holders = new Set(Object.values(context.projects).flatMap(({ root }) => foldersAbove(root)));
  const filesOf = Map.groupBy(sources, ({ project }) => project);
  return Object.entries(context.projects).flatMap(([project, { root }]): PythonProject[] => {
    const markers = (context.fileMap.projectFileMap[project] ?? []).map(({ file }) => file);
    const file = path.posix.join(root, 'pyproject.toml');
    const hasManifest = markers.includes(file);
    if (!hasManifest && !markers.includes(path.posix.join(root, 'setup.py'))) return [];
    const manifest = hasManifest ? parsed(context.reader.workspaceRoot, file) : undefined;
    if (hasManifest && manifest === undefined) return [];
    const files = (filesOf.get(project) ?? []).map((source) => path.posix.relative(root, source.file));
    const declared = (manifest?.packageRoots ?? []).filter(
      ({ folder, modules }) => modules !== undefined || folder === '.' || files.some((name) => name.startsWith(`${folder}/`)),
    );
    const holdsProject = (folder: string) => holders.has(path.posix.join(root, folder));
    const packageRoots =
      declared.length > 0 ? declared : conventionalRoots(manifest?.name ?? path.posix.basename(root), files, holdsProject);
    return [{ project, root, manifest, packageRoots, isInstalled: manifest?.isInstalled ?? true }];
  });
}

/** Broken files were reported when the projects were made; here they have no edges. */
function parsed(workspaceRoot: string, file: string): Pyproject | undefined {
  try {
    return parsePyproject(readFileSync(path.join(workspaceRoot, file), 'utf8'), file);
  } catch {
    return undefined;
  }
}

function declaredEdges(projects: readonly PythonProject[]): Edge[] {
  const named = projects.flatMap(({ project, root, manifest }) =>
    manifest?.name === undefined ? [] : [{ name: manifest.name, project, root }],
  );
  const byName = Map.groupBy(named, ({ name }) => name);
  return projects.flatMap(({ project, root, manifest }) => {
    if (manifest === undefined) return [];
    const { installed, development } = manifest.requirements;
    const file = path.posix.join(root, 'pyproject.toml');
    return [...installed.union(development)].flatMap((name): Edge[] => {
      const candidates = byName.get(name) ?? [];
      const target = nearest(root, candidates)[0] ?? candidates[0];
      if (target === undefined || target.project === project) return [];
      return [{ source: project, target: target.project, file, kind: installed.has(name) ? 'declared' : 'test' }];
    });
  });
}

function importEdges(context: OwnedSources, sources: readonly SourceFile[], index: ModuleIndex, declared: readonly Edge[]): Edge[] {
  const declaredBy = new Map(
    [...Map.groupBy(declared, ({ source }) => source)].map(([source, edges]) => [source, new Set(edges.map(({ target }) => target))]),
  );
  const rootOf = (project: string) => context.projects[project]?.root ?? '.';

  function target(importer: SourceFile & { root: string }, { module, level }: ImportedModule, name: string | undefined) {
    const owners = level > 0 ? index.relativeOwners(importer, level, module, name) : index.owners(importer, module, name);
    if (owners.length <= 1 || owners.includes(importer.project)) return owners.length === 1 ? owners[0] : undefined;
    const asked = owners.filter((owner) => declaredBy.get(importer.project)?.has(owner));
    if (asked.length === 1) return asked[0];
    const near = nearest(
      importer.root,
      owners.map((project) => ({ project, root: rootOf(project) })),
    );
    return near.length === 1 ? near[0]?.project : undefined;
  }

  return sources.flatMap(({ project, file }) => {
    const importer = { project, file, root: rootOf(project) };
    const targets = readPythonImports(context.reader, file).flatMap((found) =>
      (found.names.length > 0 ? found.names : [undefined]).map((name) => target(importer, found, name)),
    );
    const kind = isPythonTest(path.posix.relative(importer.root, file)) ? 'test' : 'production';
    return [...new Set(targets)].flatMap((to): Edge[] =>
      to === undefined || to === project ? [] : [{ source: project, target: to, file, kind }],
    );
  });
}

/** Those whose root shares the most folders with `root`. */
function nearest<T extends { readonly root: string }>(root: string, candidates: readonly T[]): T[] {
  const own = root.split('/');
  const scored = candidates.map((candidate) => {
    const parts = candidate.root.split('/');
    const differs = parts.findIndex((part, position) => part !== own[position]);
    return { candidate, score: differs < 0 ? parts.length : differs };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score === best).map(({ candidate }) => candidate);
}

function foldersAbove(root: string): string[] {
  const folders: string[] = [];
  for (let at = path.posix.dirname(root); at !== '.' && at !== '/'; at = path.posix.dirname(at)) folders.push(at);
  return folders;
}
