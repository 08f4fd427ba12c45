import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Edge } from '../../delivery/src/graph/edge.ts';
import { projectFinder } from './checkout.ts';

/** What `go list` prints of a package: https://pkg.go.dev/cmd/go#hdr-List_packages_or_modules */
interface Package {
  readonly ImportPath: string;
  readonly Dir?: string;
  /** Set for a package that was compiled anew for a test. */
  readonly ForTest?: string;
  readonly Standard?: boolean;
  readonly Module?: { readonly Dir?: string };
  readonly Imports?: readonly string[];
  readonly TestImports?: readonly string[];
  readonly XTestImports?: readonly string[];
}

const FIELDS = 'ImportPath,Dir,ForTest,Standard,Module,Imports,TestImports,XTestImports';

/**
 * The edges between projects as the go command itself builds them: for this platform, without what build constraints
 * leave out, and without packages that are not there.
 * @param modules roots of the modules, relative to `root`. @param projects by name, with their roots.
 * @throws when Go is missing, or when it finds no packages because a manifest is broken.
 */
export async function goListEdges(
  root: string,
  modules: readonly string[],
  projects: Readonly<Record<string, { readonly root: string }>>,
): Promise<Omit<Edge, 'file'>[]> {
  const find = projectFinder(projects);
  const edges: Omit<Edge, 'file'>[] = [];
  for (const module of modules) {
    const folder = path.join(root, module);
    const packages = await goList(folder);
    const folders = new Map(packages.flatMap(({ ImportPath, Dir, ForTest }) => (Dir && !ForTest ? [[ImportPath, Dir] as const] : [])));
    const own = packages.filter(({ ForTest, Module }) => !ForTest && Module?.Dir === folder);
    for (const { Dir = folder, Imports = [], TestImports = [], XTestImports = [] } of own) {
      const source = find(path.relative(root, Dir));
      const kinds = { production: Imports, test: [...TestImports, ...XTestImports] };
      for (const [kind, imports] of Object.entries(kinds)) {
        for (const target of imports.map((name) => projectAt(root, folders.get(name), find))) {
          if (source && target && source !== target) edges.push({ source, target, kind: kind as Edge['kind'] });
        }
      }
    }
  }
  return edges;
}

function projectAt(root: string, folder: string | undefined, find: (folder: string) => string | undefined): string | undefined {
  const relative = path.relative(root, folder ?? '/');
  return folder === undefined || relative.startsWith('..') ? undefined : find(relative || '.');
}

async function goList(cwd: string): Promise<Package[]> {
  const run = promisify(execFile);
  const options = { cwd, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const common = { ...process.env, GOTOOLCHAIN: 'local', GOPROXY: 'off' };
  const { stdout: workspace } = await run('go', ['list', '-m', '-f', '{{.Dir}}'], { ...options, env: common }).catch(() => ({
    stdout: '',
  }));
  // A module that the go.work above it does not use is worked on without it.
  const isUsed = workspace.split('\n').includes(cwd);
  const env = isUsed ? common : { ...common, GOWORK: 'off', GOFLAGS: '-mod=mod' };
  const { stdout } = await run('go', ['list', '-e', '-deps', '-test', `-json=${FIELDS}`, './...'], { ...options, env });
  return stdout
    .split(/(?<=^\})\n/m)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(text));
}
