import path from 'node:path';

/** Folders that hold copies of others' code. */
function isForeign(folder: string): boolean {
  return folder === 'vendor' || folder === 'node_modules';
}

/** Folders that no pattern of the go command matches: https://pkg.go.dev/cmd/go#hdr-Package_lists_and_patterns */
function isIgnored(folder: string): boolean {
  return isForeign(folder) || (/^[._]/.test(folder) && folder !== '.' && folder !== '..');
}

/** A file that the go command compiles, whatever its build constraints say. */
export function isSource(file: string): boolean {
  return file.endsWith('.go') && !/^[._]/.test(path.posix.basename(file));
}

/**
 * Roots of the modules: the folders of these go.mod files. A copy of others' code is none, and below `testdata` only
 * `testdata` itself can be one: anything deeper is a fixture of the tests around it. In a folder that patterns leave out, such
 * as `.tools`, a module is as good as elsewhere.
 */
export function moduleRoots(goModFiles: readonly string[]): Set<string> {
  const folders = new Set(goModFiles.map((file) => path.posix.dirname(file)));
  return new Set([...folders].filter((folder) => isModuleRoot(folder, folders)));
}

function isModuleRoot(folder: string, folders: ReadonlySet<string>): boolean {
  for (let at = folder; at !== '.'; at = path.posix.dirname(at)) {
    const name = path.posix.basename(at);
    if (isForeign(name) || (name === 'testdata' && !folders.has(at))) return false;
  }
  return true;
}

/** Finds the module that a folder is part of: the nearest above it, unless an ignored folder lies between. */
export function moduleFinder(roots: ReadonlySet<string>): (folder: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  function find(folder: string): string | undefined {
    if (roots.has(folder)) return folder;
    if (folder === '.' || folder === '/') return undefined;
    if (known.has(folder)) return known.get(folder);
    const name = path.posix.basename(folder);
    const root = isIgnored(name) || name === 'testdata' ? undefined : find(path.posix.dirname(folder));
    known.set(folder, root);
    return root;
  }
  return find;
}

/** Whether a module inside the one at `root` holds a folder: then the outer one has no package there. */
export function isInInnerModule(folder: string, root: string, goModFolders: ReadonlySet<string>): boolean {
  for (let at = folder; at !== root && at !== '.' && at !== '/'; at = path.posix.dirname(at)) {
    if (goModFolders.has(at)) return true;
  }
  return false;
}
