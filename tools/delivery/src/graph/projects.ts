import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { toolchains } from '../toolchain/table.ts';
import type { PluginOptions, ProjectFacts, Toolchain } from '../toolchain/toolchain.ts';
import { withExecutorInputs } from './executor-inputs.ts';
import { parseGoMod } from './go-mod.ts';
import { DOCKERFILES, type ImageSource, imageTargets } from './images.ts';
import { projectNames } from './names.ts';
import { parsePyproject } from './pyproject.ts';

/** Every file whose presence makes a project or gives targets to one. */
export const PROJECT_FILES = `{${[...new Set(toolchains.map(({ marker }) => `**/${marker}`))].join(',')},${DOCKERFILES}/*/Dockerfile}`;

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
      errors.push([file, error as Error]);
      return undefined;
    }
  }

  const candidates = candidatesIn(files, read).filter((candidate) => attempt(candidate.file, () => readable(candidate)));
  const dockerfiles = files.filter((file) => path.dirname(path.dirname(file)) === DOCKERFILES).sort();
  const roots = candidates.map(({ root }) => root);
  const names = projectNames([...roots, ...unclaimed(dockerfiles, roots)]);
  const images = dockerfiles.map((file): ImageSource => imageSource(file, names));
  const goTools = goToolsIn(candidates, names);

  const add = (file: string, { targets = {}, ...project }: ProjectConfiguration) =>
    nodes.set(file, { [project.root]: { ...project, targets: mapValues(targets, (target) => withExecutorInputs(target, workspaceRoot)) } });

  for (const { file, root, toolchain, text } of candidates) {
    const facts: ProjectFacts = {
      root,
      name: names.get(root) ?? root,
      marker: text,
      packed: images.some((image) => image.root === root),
      goTools,
      has: (name) => existsSync(path.join(workspaceRoot, root, name)),
      folders: (name) => foldersIn(path.join(workspaceRoot, root, name)),
    };
    const { targets, namedInputs } = toolchain.infer(facts, options);
    add(file, { root, name: facts.name, tags: [toolchain.name], targets: { ...targets }, namedInputs: { ...namedInputs } });
  }
  const imageFacts = { images, namespace: options.imageNamespace ?? 'local', registryTool: goTools.get('crane')?.project };
  for (const image of images) {
    const targets = attempt(image.file, () => imageTargets(image, { dockerfile: read(image.file), ...imageFacts }));
    if (targets) add(image.file, { root: image.root, name: image.project, targets });
  }
  return { nodes, errors };
}

/** One candidate for each folder: the first toolchain of the table that recognises a marker there. */
function candidatesIn(files: readonly string[], read: (file: string) => string): Candidate[] {
  const present = new Set(files);
  const folders = [...new Set(files.map((file) => path.dirname(file)))].sort();
  return folders.flatMap((root) => {
    for (const toolchain of toolchains) {
      const file = path.join(root, toolchain.marker);
      if (!present.has(file)) continue;
      const text = read(file);
      if (toolchain.recognises?.(text) ?? true) return [{ file, root, toolchain, text }];
    }
    return [];
  });
}

/** Throws when the marker file is broken, so that the error names it and the other projects still work. */
function readable({ toolchain, text, file }: Candidate): boolean {
  if (toolchain.marker === 'go.mod') parseGoMod(text, file);
  if (toolchain.marker === 'pyproject.toml') parsePyproject(text, file);
  return true;
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

function goToolsIn(candidates: readonly Candidate[], names: ReadonlyMap<string, string>): ProjectFacts['goTools'] {
  const tools = new Map<string, { project: string; root: string }>();
  for (const { root, toolchain, text, file } of candidates) {
    if (toolchain.name !== 'go-tool') continue;
    for (const tool of parseGoMod(text, file).tools) tools.set(path.basename(tool), { project: names.get(root) ?? root, root });
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
