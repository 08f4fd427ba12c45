import path from 'node:path';
import type { GoFacts, GoProjects } from '../../toolchain/toolchain.ts';
import type { LoadedModules } from './load.ts';
import { type GoModule, type GoWorkspace, localModules, moduleWith, usedRoots, workspaceOf } from './modules.ts';
import type { GoSources } from './source-files.ts';

/** A folder that is a project, and what its targets depend on. Paths are relative to the workspace root. */
export interface GoProject {
  readonly root: string;
  readonly facts: GoFacts;
}

/** The projects of one module. The module's own folder is always one: its go.mod belongs to it. */
export function goProjects(module: GoModule, mode: GoProjects, { byRoot, workspaces }: LoadedModules, sources: GoSources): GoProject[] {
  const workspace = workspaceOf(module.root, workspaces);
  const files = sources.below(module.root);
  const needed = workspace && needsWorkspace(module, workspace, byRoot, files, sources) ? workspaceInputs(workspace) : [];
  const byProject = Map.groupBy(files, (file) => projectRoot(file, module.root, mode));
  const roots = [...new Set([module.root, ...byProject.keys()])].sort();
  return roots.map((root) => ({
    root,
    facts: { module: module.root, workspace: needed, ...packagesIn(root, module.root, mode, byProject.get(root) ?? [], sources) },
  }));
}

function projectRoot(file: string, module: string, mode: GoProjects): string {
  const folder = path.posix.dirname(file);
  if (mode === 'module' || folder === module) return module;
  if (mode === 'package') return folder;
  return path.posix.join(module, path.posix.relative(module, folder).split('/')[0] ?? '');
}

function packagesIn(
  root: string,
  module: string,
  mode: GoProjects,
  files: readonly string[],
  { read }: GoSources,
): Omit<GoFacts, 'module' | 'workspace'> {
  const embedded = { production: new Set<string>(), test: new Set<string>() };
  const mains = new Set<string>();
  for (const file of files) {
    const source = read(file);
    const folder = path.posix.dirname(file);
    const isTest = file.endsWith('_test.go');
    for (const pattern of source.embeds) embedded[isTest ? 'test' : 'production'].add(path.posix.join(folder, pattern));
    if (source.package === 'main' && !isTest) mains.add(path.posix.relative(root, folder));
  }
  return {
    packages: ownPackages(root, module, mode, files),
    mains: [...mains].filter((main) => isProgram(main, root)).sort(),
    embedded: [...embedded.production].sort(),
    embeddedInTests: [...embedded.test].sort(),
  };
}

function ownPackages(root: string, module: string, mode: GoProjects, files: readonly string[]): GoFacts['packages'] {
  if (mode === 'module') return 'all';
  if (files.length === 0) return 'none';
  return mode === 'package' || root === module ? 'own' : 'all';
}

/** Programs are the main packages in a project's folder and in `cmd/`; any other is a helper of the developers. */
function isProgram(main: string, root: string): boolean {
  const parent = path.posix.dirname(path.posix.join(root, main));
  return main === '' || (path.posix.basename(parent) === 'cmd' && main.split('/').length <= 2);
}

/**
 * Whether the go command can only see what a module needs through go.work. Where go.mod says everything, it is better off
 * without: a version that another module asks for would change this one's binary.
 */
function needsWorkspace(
  module: GoModule,
  workspace: GoWorkspace,
  byRoot: ReadonlyMap<string, GoModule>,
  files: readonly string[],
  { read }: GoSources,
): boolean {
  const alone = localModules(module, byRoot, undefined);
  const joined = localModules(module, byRoot, workspace);
  const elsewhere = (name: string | undefined) => name !== undefined && joined.get(name) !== alone.get(name);
  if (module.goMod.required.some((name) => elsewhere(name) || workspace.goWork.overridden.includes(name))) return true;
  const imports = new Set(files.flatMap((file) => read(file).imports));
  return [...imports].some((specifier) => elsewhere(moduleWith(specifier, joined)));
}

/** With go.work the highest version that any of its modules asks for is taken, so every go.mod counts. */
function workspaceInputs(workspace: GoWorkspace): string[] {
  const files = ['go.work', 'go.work.sum'].map((file) => path.posix.join(workspace.root, file));
  return [...files, ...usedRoots(workspace).map((root) => path.posix.join(root, 'go.mod'))].sort();
}
