import { existsSync } from 'node:fs';
import path from 'node:path';
import { moduleRoots } from './folders.ts';
import { parseGoMod } from './go-mod.ts';
import { parseGoWork } from './go-work.ts';
import { checkWorkspace, type GoModule, type GoWorkspace } from './modules.ts';

/** Every module and go.work of the workspace that can be read. */
export interface LoadedModules {
  readonly byRoot: ReadonlyMap<string, GoModule>;
  readonly workspaces: readonly GoWorkspace[];
}

/**
 * Reads all go.mod and go.work files.
 * @param files may hold others as well, relative to the workspace root.
 * @param attempt runs the reading of one file and takes care of its error.
 */
export function loadModules(
  files: readonly string[],
  workspaceRoot: string,
  read: (file: string) => string,
  attempt: <T>(file: string, work: () => T) => T | undefined,
): LoadedModules {
  const goMods = files.filter((file) => path.posix.basename(file) === 'go.mod');
  const byRoot = new Map<string, GoModule>();
  for (const root of moduleRoots(goMods)) {
    const file = path.posix.join(root, 'go.mod');
    const goMod = attempt(file, () => parseGoMod(read(file), file));
    if (goMod) byRoot.set(root, { root, goMod });
  }
  const goWorks = files.filter((file) => path.posix.basename(file) === 'go.work');
  const workspaces = goWorks.flatMap((file) => {
    const root = path.posix.dirname(file);
    const workspace = attempt(file, (): GoWorkspace => ({ root, goWork: parseGoWork(read(file), file) }));
    if (workspace)
      attempt(file, () => checkWorkspace(workspace, byRoot, (folder) => existsSync(path.join(workspaceRoot, folder, 'go.mod'))));
    return workspace ?? [];
  });
  return { byRoot, workspaces };
}
