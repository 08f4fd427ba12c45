import path from 'node:path';
import { invalid } from './directives.ts';
import type { GoMod } from './go-mod.ts';
import type { GoWork } from './go-work.ts';

/** A module of the workspace; `root` is relative to it. */
export interface GoModule {
  readonly root: string;
  readonly goMod: GoMod;
}

/** A go.work and the folder that it is in. */
export interface GoWorkspace {
  readonly root: string;
  readonly goWork: GoWork;
}

/** Module path -> root of the module, for everything that one module reaches in this workspace. */
export type LocalModules = ReadonlyMap<string, string>;

/** The go.work that the go command takes in a folder: the nearest above it; undefined when that does not use the module. */
export function workspaceOf(root: string, workspaces: readonly GoWorkspace[]): GoWorkspace | undefined {
  const around = workspaces.filter((workspace) => isBelow(root, workspace.root));
  const nearest = around.sort((a, b) => b.root.length - a.root.length)[0];
  return nearest && usedRoots(nearest).includes(root) ? nearest : undefined;
}

/** Roots of the modules that a go.work uses. */
export function usedRoots({ root, goWork }: GoWorkspace): string[] {
  return goWork.used.map(({ folder }) => inFolder(root, folder));
}

/**
 * What a module's imports reach in this workspace: itself, the modules that its go.work uses, and what is replaced by a
 * folder of a module. A path that looks local is not enough. In a workspace the replacements of all its modules count, the
 * modules that are used come before every replacement, and go.work's replacement before the others.
 */
export function localModules(
  module: GoModule,
  byRoot: ReadonlyMap<string, GoModule>,
  workspace: GoWorkspace | undefined,
): Map<string, string> {
  const local = new Map<string, string>();
  function replace(root: string, replaced: ReadonlyMap<string, string>) {
    for (const [name, folder] of replaced) {
      const target = inFolder(root, folder);
      if (byRoot.has(target)) local.set(name, target);
    }
  }
  const used = workspace ? usedRoots(workspace).flatMap((root) => byRoot.get(root) ?? []) : [];
  for (const other of used) replace(other.root, other.goMod.replaced);
  replace(module.root, module.goMod.replaced);
  if (workspace) replace(workspace.root, workspace.goWork.replaced);
  for (const { root, goMod } of [...used, module]) local.set(goMod.module, root);
  return local;
}

/** The module with the longest path that is `specifier` or a prefix of it that ends at a `/`. */
export function moduleWith(specifier: string, modules: LocalModules): string | undefined {
  for (let end = specifier.length; end > 0; end = specifier.lastIndexOf('/', end - 1)) {
    const name = specifier.slice(0, end);
    if (modules.has(name)) return name;
  }
  return undefined;
}

/** A package of the workspace and the root of the module that it is part of. */
export interface LocalPackage {
  readonly folder: string;
  readonly root: string;
}

/** Where an imported package is, or undefined when it is none of this workspace. */
export function localPackage(specifier: string, modules: LocalModules): LocalPackage | undefined {
  const module = moduleWith(specifier, modules);
  const root = module === undefined ? undefined : modules.get(module);
  return module === undefined || root === undefined ? undefined : { root, folder: path.posix.join(root, specifier.slice(module.length)) };
}

/**
 * Checks what a go.work joins.
 * @param exists whether there is a go.mod in a folder of the workspace.
 * @throws E_MANIFEST_INVALID for a folder without a module and for two modules of one path, which the go command refuses.
 */
export function checkWorkspace(
  { root, goWork }: GoWorkspace,
  byRoot: ReadonlyMap<string, GoModule>,
  exists: (folder: string) => boolean,
): void {
  const claimed = new Map<string, string>();
  for (const { folder, where } of goWork.used) {
    const target = inFolder(root, folder);
    if (!exists(target)) invalid(where, `'use ${folder}' names a folder without a go.mod`, 'work');
    const name = byRoot.get(target)?.goMod.module;
    if (name === undefined) continue;
    const other = claimed.get(name);
    if (other !== undefined) invalid(where, `both ${other} and ${target} claim the module path '${name}'`, 'work');
    claimed.set(name, target);
  }
}

function inFolder(root: string, folder: string): string {
  const joined = path.posix.isAbsolute(folder) ? folder : path.posix.join(root, folder);
  return joined.length > 1 ? joined.replace(/\/$/, '') : joined;
}

function isBelow(folder: string, root: string): boolean {
  return root === '.' || folder === root || folder.startsWith(`${root}/`);
}
