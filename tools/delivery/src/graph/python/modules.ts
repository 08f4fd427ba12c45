import path from 'node:path';
import type { PackageRoot } from './layout.ts';
import { STANDARD_LIBRARY } from './standard-library.ts';

/** A project and the folders whose content it installs. */
export interface Distribution {
  readonly project: string;
  readonly root: string;
  /** Relative to the project's root. */
  readonly packageRoots: readonly PackageRoot[];
  /** Whether others can import what is in there. */
  readonly isInstalled: boolean;
}

/** A Python file; paths are relative to the workspace root. */
export interface SourceFile {
  readonly file: string;
  readonly project: string;
}

/** Finds the project that an imported name belongs to. */
export interface ModuleIndex {
  /**
   * @param importer the file that imports.
   * @param name what `from` takes out of the module, which may be a module itself.
   * @returns projects that the module may belong to: one where that is clear, none where it is no workspace module.
   */
  owners(importer: SourceFile & { readonly root: string }, module: string, name: string | undefined): readonly string[];
  /** The same for `from .module import name`. */
  relativeOwners(importer: SourceFile, level: number, module: string, name: string | undefined): readonly string[];
}

const NONE: readonly string[] = [];

export function moduleIndex(distributions: readonly Distribution[], files: readonly SourceFile[]): ModuleIndex {
  const index = new Index(files);
  const byProject = Map.groupBy(files, ({ project }) => project);
  for (const distribution of distributions) index.add(distribution, byProject.get(distribution.project) ?? []);
  return index;
}

class Index implements ModuleIndex {
  /** Dotted name of a module -> its projects; more than one when several install a module of that name. */
  readonly #modules = new Map<string, string[]>();
  /** Names that the configuration gives to a project and that no file has: their files are made later. */
  readonly #announced = new Map<string, string[]>();
  readonly #namespaces = new Set<string>();
  /** File -> dotted name that it is installed under. */
  readonly #dotted = new Map<string, string>();
  readonly #owner: ReadonlyMap<string, string>;
  /** Every name that is part of a path: an import that begins with another one is none of this workspace. */
  readonly #known = new Set<string>();
  /** Every file without its ending, and every folder: what an import that begins there can lead to. */
  readonly #places = new Set<string>();
  readonly #packageRoots = new Map<string, string[]>();

  constructor(files: readonly SourceFile[]) {
    this.#owner = new Map(files.map(({ file, project }) => [file, project]));
    for (const { file } of files) this.#addPlaces(withoutEnding(file));
  }

  #addPlaces(place: string): void {
    for (let end = place.length; end > 0; end = place.lastIndexOf('/', end - 1)) {
      const part = place.slice(0, end);
      if (this.#places.has(part)) return;
      this.#places.add(part);
      this.#known.add(part.slice(part.lastIndexOf('/') + 1));
    }
  }

  add({ project, root, packageRoots, isInstalled }: Distribution, files: readonly SourceFile[]): void {
    const folders = packageRoots.map(({ folder }) => path.posix.join(root, folder));
    this.#packageRoots.set(project, folders);
    if (!isInstalled) return;
    for (const [position, { modules, prefix }] of packageRoots.entries()) {
      const start = inside(folders[position] ?? root);
      if (prefix !== undefined) this.#known.add(prefix.split('.', 1)[0] ?? '');
      const missing = new Set(modules);
      for (const { file } of files) {
        if (!file.startsWith(start)) continue;
        const dotted = dottedName(file.slice(start.length), prefix);
        const module = modules?.find((name) => isWithin(dotted, name));
        if (dotted === '' || (modules !== undefined && module === undefined)) continue;
        if (module !== undefined) missing.delete(module);
        this.#addModule(dotted, file, project);
      }
      for (const name of missing) {
        this.#known.add(name.split('.', 1)[0] ?? '');
        insert(this.#announced, name, project);
      }
    }
  }

  #addModule(dotted: string, file: string, project: string): void {
    insert(this.#modules, dotted, project);
    this.#dotted.set(file, dotted);
    for (const parent of parentsOf(dotted)) this.#namespaces.add(parent);
  }

  owners(importer: SourceFile & { readonly root: string }, module: string, name: string | undefined): readonly string[] {
    const top = module.split('.', 1)[0] ?? '';
    if (!this.#known.has(top)) return NONE;
    const folder = path.posix.dirname(importer.file);
    const beside = this.#beside([folder, importer.root], module, name, importer.project);
    if (beside !== undefined) return [beside];
    if (STANDARD_LIBRARY.has(top)) return NONE;
    const owners = this.#find(module, name);
    const onlyNamespace = this.#namespaces.has(top) && !this.#modules.has(top);
    return !onlyNamespace && owners.length > 0 && this.#shadowed(top, [folder, importer.root], importer.project) ? NONE : owners;
  }

  relativeOwners({ file }: SourceFile, level: number, module: string, name: string | undefined): readonly string[] {
    const dotted = this.#dotted.get(file);
    if (dotted === undefined) return NONE;
    const parts = dotted.split('.');
    const up = isPackage(file) ? level - 1 : level;
    if (up >= parts.length) return NONE;
    const absolute = [...parts.slice(0, parts.length - up), ...(module === '' ? [] : [module])].join('.');
    return (name === undefined ? undefined : this.#modules.get(`${absolute}.${name}`)) ?? this.#modules.get(absolute) ?? NONE;
  }

  /** The owner of the file in one of the folders that Python looks into first: that of the program, or of the test runner. */
  #beside(folders: readonly string[], module: string, name: string | undefined, project: string): string | undefined {
    const [top = ''] = module.split('.', 1);
    for (const folder of folders) {
      if (!this.#places.has(inside(folder) + top)) continue;
      for (const dotted of name === undefined ? [module] : [`${module}.${name}`, module]) {
        const owner = this.#ownerAt(inside(folder) + dotted.replaceAll('.', '/'));
        if (owner !== undefined && (owner === project || dotted.includes('.'))) return owner;
      }
    }
    return undefined;
  }

  /** Whether the project has a module of its own that hides every other one of this name. */
  #shadowed(top: string, folders: readonly string[], project: string): boolean {
    return [...folders, ...(this.#packageRoots.get(project) ?? [])].some((folder) => this.#ownerAt(inside(folder) + top) !== undefined);
  }

  #ownerAt(place: string): string | undefined {
    return this.#owner.get(`${place}.py`) ?? this.#owner.get(`${place}/__init__.py`);
  }

  /** The module, or the nearest one that it may be an attribute of or that its file is missing from. */
  #find(module: string, name: string | undefined): readonly string[] {
    const submodule = name === undefined ? undefined : this.#modules.get(`${module}.${name}`);
    if (submodule !== undefined) return submodule;
    const names = [module, ...parentsOf(module)];
    const written = names.find((dotted) => this.#modules.has(dotted));
    if (written !== undefined) return this.#modules.get(written) ?? NONE;
    // A namespace that others write into is no one's: what is not found in it may come from anywhere.
    const announced = names.find((dotted) => this.#announced.has(dotted) && !this.#namespaces.has(dotted));
    return announced === undefined ? NONE : (this.#announced.get(announced) ?? NONE);
  }
}

/** `a.b.c` -> `a.b`, `a`. */
function* parentsOf(dotted: string): Generator<string> {
  for (let end = dotted.lastIndexOf('.'); end > 0; end = dotted.lastIndexOf('.', end - 1)) yield dotted.slice(0, end);
}

function insert(owners: Map<string, string[]>, dotted: string, project: string): void {
  const known = owners.get(dotted);
  if (known === undefined) owners.set(dotted, [project]);
  else if (!known.includes(project)) known.push(project);
}

function dottedName(file: string, prefix: string | undefined): string {
  const name = withoutEnding(file).replaceAll('/', '.');
  return [prefix, isPackage(file) ? name.replace(/\.?__init__$/, '') : name].filter(Boolean).join('.');
}

function withoutEnding(file: string): string {
  return file.replace(/\.pyi?$/, '');
}

function isPackage(file: string): boolean {
  return /(?:^|\/)__init__\.pyi?$/.test(file);
}

function isWithin(dotted: string, module: string): boolean {
  return dotted === module || dotted.startsWith(`${module}.`);
}

function inside(folder: string): string {
  return folder === '.' || folder === '' ? '' : `${folder}/`;
}
