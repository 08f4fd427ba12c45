import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Edge, OwnedSources } from '../edge.ts';
import { isInInnerModule, isSource, moduleFinder, moduleRoots } from './folders.ts';
import { parseGoMod } from './go-mod.ts';
import { parseGoWork } from './go-work.ts';
import { type GoModule, type GoWorkspace, type LocalPackage, localModules, localPackage, workspaceOf } from './modules.ts';
import { readGoSource } from './source-files.ts';

interface OwnedFile {
  readonly project: string;
  readonly file: string;
}

/**
 * What Go projects need of each other: each import of a package that another project owns, and each local tool that a
 * go.mod names. An edge for each file that has one.
 * @param onePackageEach whether a Go project is one package, so that the packages below its folder are not its own.
 */
export function goEdges(context: OwnedSources, onePackageEach = false): Edge[] {
  const { manifests, workFiles, sources } = goFiles(context);
  const text = (file: string) => readFileSync(path.join(context.reader.workspaceRoot, file), 'utf8');
  const roots = moduleRoots(manifests);
  const goModFolders = new Set(manifests.map((file) => path.posix.dirname(file)));
  const readable = parsed(manifests, text, parseGoMod).filter(([root]) => roots.has(root));
  const modules = new Map(readable.map(([root, goMod]) => [root, { root, goMod }]));
  const workspaces = parsed(workFiles, text, parseGoWork).map(([root, goWork]): GoWorkspace => ({ root, goWork }));
  const reached = new Map([...modules].map(([root, module]) => [root, packagesOf(module, modules, workspaces, goModFolders)]));
  const ownerOf = projectFinder(context, onePackageEach);
  const moduleOf = moduleFinder(roots);
  const edges: Edge[] = [];
  function add(source: string, file: string, kind: Edge['kind'], specifiers: readonly string[], root: string) {
    const targets = specifiers.flatMap((specifier) => {
      const found = reached.get(root)?.(specifier);
      return (found && ownerOf(found)) ?? [];
    });
    for (const target of new Set(targets)) if (target !== source) edges.push({ source, target, file, kind });
  }
  for (const { project, file } of sources) {
    const root = moduleOf(path.posix.dirname(file));
    if (root === undefined || !modules.has(root)) continue;
    add(project, file, file.endsWith('_test.go') ? 'test' : 'production', readGoSource(context.reader, file).imports, root);
  }
  for (const [root, { goMod }] of modules) {
    const project = ownerOf({ folder: root, root });
    if (project !== undefined) add(project, path.posix.join(root, 'go.mod'), 'declared', goMod.tools, root);
  }
  return edges;
}

function goFiles({ fileMap }: OwnedSources): { manifests: string[]; workFiles: string[]; sources: OwnedFile[] } {
  const manifests: string[] = [];
  const workFiles: string[] = [];
  const sources: OwnedFile[] = [];
  for (const [project, files] of [['', fileMap.nonProjectFiles] as const, ...Object.entries(fileMap.projectFileMap)]) {
    for (const { file } of files) {
      if (file.endsWith('.go')) {
        if (project !== '' && isSource(file)) sources.push({ project, file });
      } else if (file === 'go.mod' || file.endsWith('/go.mod')) manifests.push(file);
      else if (file === 'go.work' || file.endsWith('/go.work')) workFiles.push(file);
    }
  }
  return { manifests, workFiles, sources };
}

/** Root -> content. Broken files were reported when the projects were made; here they have no edges. */
function parsed<T>(files: readonly string[], read: (file: string) => string, parse: (text: string, file: string) => T): [string, T][] {
  return files.flatMap((file): [string, T][] => {
    try {
      return [[path.posix.dirname(file), parse(read(file), file)]];
    } catch {
      return [];
    }
  });
}

/** Finds the packages that a module imports; the same import stands in many files. */
function packagesOf(
  module: GoModule,
  byRoot: ReadonlyMap<string, GoModule>,
  workspaces: readonly GoWorkspace[],
  goModFolders: ReadonlySet<string>,
): (specifier: string) => LocalPackage | undefined {
  const local = localModules(module, byRoot, workspaceOf(module.root, workspaces));
  const known = new Map<string, LocalPackage | undefined>();
  return (specifier) => {
    if (known.has(specifier)) return known.get(specifier);
    const found = localPackage(specifier, local);
    const reached = found && !isInInnerModule(found.folder, found.root, goModFolders) ? found : undefined;
    known.set(specifier, reached);
    return reached;
  };
}

/** Finds the project that owns a package: the nearest at or above its folder, up to the root of its module. */
function projectFinder({ projects }: OwnedSources, onePackageEach: boolean): (found: LocalPackage) => string | undefined {
  const byRoot = new Map(Object.entries(projects).map(([name, { root, tags }]) => [root, { name, isGo: tags?.includes('go') }]));
  return ({ folder, root }) => {
    for (let at = folder; ; at = path.posix.dirname(at)) {
      const project = byRoot.get(at);
      if (project) return onePackageEach && project.isGo && at !== folder ? undefined : project.name;
      if (at === root || at === '.' || at === '/') return undefined;
    }
  };
}
