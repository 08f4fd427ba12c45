import path from 'node:path';
import { normalise } from './requirements.ts';
import { asTable, stringsIn, type Table, tableAt, tablesIn } from './toml.ts';

/** A folder whose content is importable once the project is installed. */
export interface PackageRoot {
  /** Relative to the project's root; '.' is the root itself. */
  readonly folder: string;
  /** Dotted names of the modules that belong to the project; undefined: all that the folder holds. */
  readonly modules?: readonly string[];
  /** Dotted name of the package that the folder itself is; undefined: it is none. */
  readonly prefix?: string;
}

/** What the configuration of the build backend says. Every known backend is asked: the one in use is the one that answers. */
export function declaredRoots(table: Table): PackageRoot[] {
  const tool = tableAt(table, 'tool');
  return [
    ...hatch(tableAt(tool, 'hatch', 'build')),
    ...poetry(tableAt(tool, 'poetry')),
    ...setuptools(tableAt(tool, 'setuptools')),
    ...(tool['uv'] === undefined ? [] : uvBuild(tableAt(tool, 'uv')['build-backend'])),
    ...stringsIn(tableAt(tool, 'flit', 'module')['name']).flatMap((name) => [atRoot('src', name), atRoot('.', name)]),
    ...maturin(tableAt(tool, 'maturin')),
    ...stringsIn(tableAt(tool, 'pdm', 'build')['package-dir']).map((folder) => ({ folder: tidy(folder) })),
    ...stringsIn(tableAt(tool, 'scikit-build', 'wheel')['packages']).map(packageAt),
  ];
}

function hatch(build: Table): PackageRoot[] {
  const wheel = tableAt(build, 'targets', 'wheel');
  const own = stringsIn(wheel['packages']);
  const packages = own.length > 0 ? own : stringsIn(build['packages']);
  const sources = wheel['sources'] ?? build['sources'];
  return [
    ...[...packages, ...stringsIn(wheel['only-include'])].map(packageAt),
    ...stringsIn(wheel['include']).flatMap(included),
    ...(Array.isArray(sources) ? stringsIn(sources).map((folder) => ({ folder: tidy(folder) })) : []),
    ...Object.entries(asTable(sources)).map(([from, to]) => ({ folder: tidy(from), ...prefixOf(String(to)) })),
  ];
}

/** A pattern of files, like `/pkg/**` or `src`. */
function included(pattern: string): PackageRoot[] {
  const fixed = tidy(pattern.split('*', 1)[0] ?? '');
  if (fixed === '.' || fixed.endsWith('.py')) return [];
  const [top = ''] = fixed.split('/');
  return [top === 'src' ? { folder: top } : atRoot('.', top)];
}

function poetry(table: Table): PackageRoot[] {
  return tablesIn(table['packages']).flatMap(({ include, from }) =>
    stringsIn(include).map((pattern) => atRoot(stringsIn(from)[0] ?? '.', tidy(pattern).split('/', 1)[0] ?? '')),
  );
}

function setuptools(table: Table): PackageRoot[] {
  const folders = Object.entries(tableAt(table, 'package-dir')).flatMap(([name, folder]) =>
    stringsIn(folder).map((at): [string, string] => [name, at]),
  );
  const base = folders.find(([name]) => name === '')?.[1];
  const { packages } = table;
  const find = asTable(packages)['find'];
  const found = find === undefined ? [] : (asTable(find)['where'] ?? ['.']);
  return [
    ...stringsIn(found).map((folder) => ({ folder: tidy(folder) })),
    ...(Array.isArray(packages) ? stringsIn(packages) : [])
      .filter((name) => !folders.some(([mapped]) => mapped === name))
      .map((name) => atRoot(base ?? '.', name)),
    ...folders.map(([name, folder]) => ({ folder: tidy(folder), ...prefixOf(name.replaceAll('.', '/')) })),
    ...stringsIn(table['py-modules']).map((name) => atRoot(base ?? '.', name)),
  ];
}

function uvBuild(backend: unknown): PackageRoot[] {
  if (backend === undefined) return [];
  const table = asTable(backend);
  const names = stringsIn(table['module-name']);
  const folder = tidy(stringsIn(table['module-root'])[0] ?? 'src');
  return [names.length > 0 ? { folder, modules: names } : { folder }];
}

function maturin(table: Table): PackageRoot[] {
  const sources = stringsIn(table['python-source']).map((folder) => ({ folder: tidy(folder) }));
  return [...sources, ...stringsIn(table['module-name']).map((name) => atRoot(sources[0]?.folder ?? '.', name.split('.', 1)[0] ?? ''))];
}

/** `src/pkg` is the package `pkg` in `src`. */
function packageAt(folder: string): PackageRoot {
  const at = tidy(folder);
  return atRoot(path.posix.dirname(at), path.posix.basename(at));
}

function atRoot(folder: string, module: string): PackageRoot {
  return { folder: tidy(folder), modules: [module] };
}

function prefixOf(folder: string): { prefix?: string } {
  const at = tidy(folder);
  return at === '.' ? {} : { prefix: at.replaceAll('/', '.') };
}

function tidy(folder: string): string {
  return path.posix.normalize(folder).replace(/^\/+/, '').replace(/\/+$/, '') || '.';
}

/** Whether the configuration says that nothing of the project is installed: nobody else can import it then. */
export function isInstalled(table: Table): boolean {
  const tool = tableAt(table, 'tool');
  const setuptools = tableAt(tool, 'setuptools');
  const lists = [setuptools['packages'], setuptools['py-modules']].filter(Array.isArray);
  const nothing = lists.length > 0 && lists.every((list) => list.length === 0);
  return tableAt(tool, 'uv')['package'] !== false && tableAt(tool, 'poetry')['package-mode'] !== false && !nothing;
}

/** Folders and files at a project's root that belong to its developers and are not installed. */
const NOT_PACKAGED = new Set(
  'test tests doc docs example examples script scripts tool tools util utils bin build benchmark benchmarks task tasks dist ci deploy'.split(
    ' ',
  ),
);
const NOT_MODULES = new Set(['setup.py', 'conftest.py', 'noxfile.py', 'tasks.py']);

/**
 * Where the packages are when no configuration says so: in `src`, else those folders and files at the root that can be
 * imported and are not known to serve another purpose.
 * @param files Python files of the project relative to its root.
 * @param holdsProject whether another project is in this folder of the project: then it is no package.
 */
export function conventionalRoots(
  name: string | undefined,
  files: readonly string[],
  holdsProject: (folder: string) => boolean,
): PackageRoot[] {
  if (files.some((file) => file.startsWith('src/')) && !files.includes('src/__init__.py')) return [{ folder: 'src' }];
  const modules = new Set<string>();
  const packages = new Set<string>();
  for (const file of files) {
    const [top = '', second, third] = file.split('/');
    if (second === undefined) {
      if (file.endsWith('.py') && !NOT_MODULES.has(file)) modules.add(file.slice(0, -3));
    } else if (isName(top) && !NOT_PACKAGED.has(top)) {
      const nested = third !== undefined && isInit(third) && isName(second) && !NOT_PACKAGED.has(second) && !holdsProject(top);
      if (isInit(second) || nested || (name !== undefined && normalise(top) === name)) packages.add(top);
    }
  }
  // Beside a package, no build backend takes single modules but the one that is named after the project.
  const own = [...modules].filter((module) => packages.size === 0 || normalise(module) === name);
  const all = [...packages, ...own];
  return all.length > 0 ? [{ folder: '.', modules: all }] : [];
}

function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text);
}

function isInit(file: string): boolean {
  return file === '__init__.py' || file === '__init__.pyi';
}
