import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { toolchains } from '../toolchain/table.ts';
import type { GoFacts, PluginOptions, ProjectFacts, Toolchain } from '../toolchain/toolchain.ts';
import { withExecutorInputs } from './executor-inputs.ts';
import { type LoadedModules, loadModules } from './go/load.ts';
import { goProjects } from './go/projects.ts';
import { type GoSources, goSources } from './go/source-files.ts';
import { DOCKERFILES, type ImageSource, imageTargets } from './images.ts';
import { projectNames } from './names.ts';
import { parsePyproject } from './python/pyproject.ts';

/** Every file whose presence makes a project or gives targets to one. */
export const PROJECT_FILES = `{${[...new Set(toolchains.map(({ marker }) => `**/${marker}`))].join(',')},**/go.work,${DOCKERFILES}/*/Dockerfile}`;

/** Runs the reading of one file and keeps its error. */
type Attempt = <T>(file: string, work: () => T) => T | undefined;

/** A project file that could not be used; the others still can. */
export type ProjectFileError = readonly [file: string, error: Error];

export interface InferredProjects {
  /** Project file -> the configuration that it contributes, by project root. */
  readonly nodes: ReadonlyMap<string, Readonly<Record<string, ProjectConfiguration>>>;
  readonly errors: readonly ProjectFileError[];
}

interface Candidate {
  readonly file: string;
  readonly root: string;
  readonly toolchain: Toolchain;
  readonly text: string;
  readonly go?: GoFacts;
}

/** @param files every file of the workspace that matches {@link PROJECT_FILES}, relative to its root. */
export function inferProjects(files: readonly string[], options: PluginOptions, workspaceRoot: string): InferredProjects {
  const errors: ProjectFileError[] = [];
  const nodes = new Map<string, Record<string, ProjectConfiguration>>();
  const read = (file: string) => readFileSync(path.join(workspaceRoot, file), 'utf8');
  function attempt<T>(file: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      // A file that cannot be read fails wherever it is used; saying it once is enough.
      if (!errors.some(([named]) => named === file)) errors.push([file, error as Error]);
      return undefined;
    }
  }

  const modules = loadModules(files, workspaceRoot, read, attempt);
  const sources = goSources(workspaceRoot);
  const found = candidatesIn(files, read, attempt, sources).filter((candidate) => readable(candidate, modules, attempt));
  const taken = new Set(found.map(({ root }) => root));
  const candidates = found.flatMap((candidate) => {
    const module = candidate.toolchain.name === 'go' ? modules.byRoot.get(candidate.root) : undefined;
    if (!module) return [candidate];
    const projects = attempt(candidate.file, () => goProjects(module, options.goProjects ?? 'module', modules, sources)) ?? [];
    const free = projects.filter(({ root }) => root === candidate.root || !taken.has(root));
    return free.map(({ root, facts }): Candidate => ({ ...candidate, root, go: facts }));
  });
  const dockerfiles = files.filter((file) => path.dirname(path.dirname(file)) === DOCKERFILES).sort();
  const roots = candidates.map(({ root }) => root);
  const names = projectNames([...roots, ...unclaimed(dockerfiles, roots)], nameOfRoot(candidates, modules));
  const images = dockerfiles.map((file): ImageSource => imageSource(file, names));
  const goTools = goToolsIn(candidates, modules, names);

  const add = (file: string, { targets = {}, ...project }: ProjectConfiguration) =>
    nodes.set(file, {
      ...nodes.get(file),
      [project.root]: { ...project, targets: mapValues(targets, (target) => withExecutorInputs(target, workspaceRoot)) },
    });

  for (const { file, root, toolchain, text, go } of candidates) {
    const facts: ProjectFacts = {
      root,
      name: names.get(root) ?? root,
      marker: text,
      packed: images.some((image) => image.root === root),
      goTools,
      ...(go ? { go } : {}),
      has: (name) => existsSync(path.join(workspaceRoot, root, name)),
      folders: (name) => foldersIn(path.join(workspaceRoot, root, name)),
    };
    const { targets, namedInputs } = toolchain.infer(facts, options);
    add(file, { root, name: facts.name, tags: [toolchain.name], targets: { ...targets }, namedInputs: { ...namedInputs } });
  }
  const imageFacts = { read, images, namespace: options.imageNamespace ?? 'local', registryTool: goTools.get('crane')?.project };
  for (const image of images) {
    const targets = attempt(image.file, () => imageTargets(image, imageFacts));
    if (targets) add(image.file, { root: image.root, name: image.project, targets });
  }
  return { nodes, errors };
}

/** One candidate for each folder: the first toolchain of the table that recognises a marker there. */
function candidatesIn(files: readonly string[], read: (file: string) => string, attempt: Attempt, sources: GoSources): Candidate[] {
  const present = new Set(files);
  const folders = [...new Set(files.map((file) => path.dirname(file)))].sort();
  const hasGoCode = (root: string) =>
    present.has(path.join(root, 'go.mod')) && sources.below(root).some((file) => !sources.read(file).generated);
  return folders.flatMap((root) => {
    for (const toolchain of toolchains) {
      const file = path.join(root, toolchain.marker);
      if (!present.has(file)) continue;
      const text = attempt(file, () => read(file));
      if (text === undefined) return [];
      if (attempt(file, () => toolchain.recognises?.(text, () => hasGoCode(root)) ?? true)) return [{ file, root, toolchain, text }];
    }
    return [];
  });
}

/** Whether the marker file can be read; if not, an error names it and the other projects still work. */
function readable({ toolchain, text, file, root }: Candidate, { byRoot }: LoadedModules, attempt: Attempt): boolean {
  if (toolchain.marker === 'go.mod') return byRoot.has(root);
  if (toolchain.marker === 'pyproject.toml') return attempt(file, () => parsePyproject(text, file)) !== undefined;
  return true;
}

/** What the manifest in the workspace root says: the last part of a Go module's path without its version, or a Python name. */
function nameOfRoot(candidates: readonly Candidate[], { byRoot }: LoadedModules): string | undefined {
  const manifest = candidates.find(({ root }) => root === '.');
  if (manifest?.toolchain.marker === 'pyproject.toml') return parsePyproject(manifest.text, manifest.file).name;
  return byRoot
    .get('.')
    ?.goMod.module.replace(/\/v\d+$/, '')
    .split('/')
    .at(-1);
}

/** Folders of images that no source project packs, such as a base image: they are projects of their own. */
function unclaimed(dockerfiles: readonly string[], roots: readonly string[]): string[] {
  const packed = new Set(roots.map((root) => path.basename(root)));
  return dockerfiles.map((file) => path.dirname(file)).filter((dir) => !packed.has(path.basename(dir)));
}

function imageSource(file: string, names: ReadonlyMap<string, string>): ImageSource {
  const dir = path.dirname(file);
  const image = path.basename(dir);
  const [root, project] = [...names].find(([, name]) => name === image) ?? [dir, image];
  return { file, dir, image, root, project };
}

function goToolsIn(
  candidates: readonly Candidate[],
  { byRoot }: LoadedModules,
  names: ReadonlyMap<string, string>,
): ProjectFacts['goTools'] {
  const tools = new Map<string, { project: string; root: string }>();
  for (const { root, toolchain } of candidates) {
    if (toolchain.name !== 'go-tool') continue;
    for (const tool of byRoot.get(root)?.goMod.tools ?? []) tools.set(path.basename(tool), { project: names.get(root) ?? root, root });
  }
  return tools;
}

function foldersIn(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
