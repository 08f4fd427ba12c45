import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CreateDependencies, type CreateDependenciesContext, DependencyType, type RawProjectGraphDependency } from '@nx/devkit';
import { goImports } from './go-imports.ts';
import { type GoMod, parseGoMod } from './go-mod.ts';
import { type Pyproject, parsePyproject } from './pyproject.ts';

/** Go: what the sources import. Python: what pyproject.toml declares. */
export const createDependencies: CreateDependencies = (_options, context) => [...goDependencies(context), ...pythonDependencies(context)];

function goDependencies(context: CreateDependenciesContext): RawProjectGraphDependency[] {
  const modules = manifestsOf(context, 'go.mod', parseGoMod);
  const byRoot = new Map(modules.map((module) => [module.root, module]));
  return modules.flatMap(({ project, root, manifest }) => {
    const local = localModules(root, manifest, byRoot);
    if (local.size === 0) return [];
    return sourcesOf(context, project, '.go').flatMap((sourceFile) =>
      goImports(readFileSync(path.join(context.workspaceRoot, sourceFile), 'utf8')).flatMap((specifier) => {
        const target = ownerOf(specifier, local);
        return target === undefined || target === project ? [] : [{ source: project, target, sourceFile, type: DependencyType.static }];
      }),
    );
  });
}

/** Module path -> project, for the modules that this one reaches through `replace`; a path that looks local is not enough. */
function localModules(root: string, { replaced }: GoMod, byRoot: ReadonlyMap<string, { project: string }>): Map<string, string> {
  const local = new Map<string, string>();
  for (const [module, folder] of replaced) {
    const target = byRoot.get(path.join(root, folder).replace(/\/$/, ''));
    if (target) local.set(module, target.project);
  }
  return local;
}

/** The module with the longest path that is `specifier` or a prefix of it that ends at a `/`. */
function ownerOf(specifier: string, modules: ReadonlyMap<string, string>): string | undefined {
  for (let end = specifier.length; end > 0; end = specifier.lastIndexOf('/', end - 1)) {
    const owner = modules.get(specifier.slice(0, end));
    if (owner !== undefined) return owner;
  }
  return undefined;
}

function pythonDependencies(context: CreateDependenciesContext): RawProjectGraphDependency[] {
  const distributions = manifestsOf(context, 'pyproject.toml', parsePyproject);
  const byName = new Map(distributions.map(({ project, manifest }) => [manifest.name, project]));
  return distributions.flatMap(({ project, file, manifest }) =>
    [...manifest.dependencies].flatMap((name) => {
      const target = byName.get(name);
      return target === undefined || target === project ? [] : [{ source: project, target, sourceFile: file, type: DependencyType.static }];
    }),
  );
}

interface Manifest<T> {
  readonly project: string;
  readonly root: string;
  readonly file: string;
  readonly manifest: T;
}

/** Broken files were reported when the projects were made; here they have no edges. */
function manifestsOf<T extends GoMod | Pyproject>(
  context: CreateDependenciesContext,
  name: string,
  parse: (text: string, file: string) => T,
): Manifest<T>[] {
  return Object.entries(context.projects).flatMap(([project, { root }]) => {
    const file = path.join(root, name);
    if (!context.fileMap.projectFileMap[project]?.some((entry) => entry.file === file)) return [];
    try {
      return [{ project, root, file, manifest: parse(readFileSync(path.join(context.workspaceRoot, file), 'utf8'), file) }];
    } catch {
      return [];
    }
  });
}

function sourcesOf({ fileMap }: CreateDependenciesContext, project: string, ending: string): string[] {
  return (fileMap.projectFileMap[project] ?? []).map(({ file }) => file).filter((file) => file.endsWith(ending));
}
