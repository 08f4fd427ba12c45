import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { buildOutputs } from '../toolchain/targets.ts';
import type { PluginOptions, ProjectFacts } from '../toolchain/toolchain.ts';
import { type Candidate, findCandidates, nameOfRoot } from './candidates.ts';
import { withExecutorInputs } from './executor-inputs.ts';
import { type LoadedModules, loadModules } from './go/load.ts';
import { goSources } from './go/source-files.ts';
import { type ImageSource, imageTargets } from './images.ts';
import { keyOf, knowledgeOf, type Nodes, recall, remember } from './knowledge.ts';
import { DOCKERFILES } from './markers.ts';
import { projectNames } from './names.ts';
import { ownedSources } from './ownership.ts';
import { LockInputs, upwards } from './python/lock-inputs.ts';
import { parsePyproject } from './python/pyproject.ts';
import { SourceReader } from './scans.ts';
import { upstreamOf } from './upstream.ts';
import { workspaceFiles } from './workspace-files.ts';

/** Names of all files that a project's configuration is made of: sources, manifests, and what is looked for beside and above them. */
const READ = new RegExp(
  [
    String.raw`\.(?:go|pyi?|proto|lock)$`,
    String.raw`^(?:go\.mod|go\.work|pyproject\.toml|setup\.py|(?:project|package)\.json|buf\.gen\.yaml)$`,
    String.raw`^(?:setup\.cfg|tox\.ini|\.?ruff\.toml|\.?(?:mypy|pytest)\.ini|\.coveragerc|\.golangci\.(?:ya?ml|toml|json))$`,
  ].join('|'),
);

/** A project file that could not be used; the others still can. */
export type ProjectFileError = readonly [file: string, error: Error];

export interface InferredProjects {
  readonly nodes: Nodes;
  readonly errors: readonly ProjectFileError[];
}

/** @param files every file of the workspace that matches PROJECT_FILES, relative to its root. */
export function inferProjects(files: readonly string[], options: PluginOptions, workspaceRoot: string): InferredProjects {
  const { folders, scans, projects } = knowledgeOf(workspaceRoot);
  const sources = workspaceFiles(workspaceRoot, READ, folders);
  const key = keyOf(workspaceRoot, [...new Set([...files, ...sources])], files, options);
  const before = recall(projects, key);
  if (before !== undefined) return { nodes: before, errors: [] };
  const reader = new SourceReader(workspaceRoot, scans);
  const inferred = infer(files, sources, options, reader);
  if (inferred.errors.length === 0 && reader.errors.size === 0) remember(projects, key, inferred.nodes);
  return inferred;
}

function infer(files: readonly string[], sources: readonly string[], options: PluginOptions, reader: SourceReader): InferredProjects {
  const { workspaceRoot } = reader;
  const errors: ProjectFileError[] = [];
  function attempt<T>(file: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      // A file that cannot be read fails wherever it is used; saying it once is enough.
      if (!errors.some(([named, { message }]) => named === file || message === (error as Error).message))
        errors.push([file, error as Error]);
      return undefined;
    }
  }
  const read = (file: string) => readFileSync(path.join(workspaceRoot, file), 'utf8');
  const modules = loadModules(files, workspaceRoot, read, attempt);
  const candidates = findCandidates(files, read, attempt, { modules, go: goSources(reader, sources) }, options.goProjects ?? 'module');

  const dockerfiles = files.filter((file) => path.dirname(path.dirname(file)) === DOCKERFILES).sort();
  const roots = candidates.map(({ root }) => root);
  const names = projectNames([...roots, ...unclaimed(dockerfiles, roots)], nameOfRoot(candidates, modules));
  const images = dockerfiles.map((file): ImageSource => imageSource(file, names));
  const goTools = goToolsIn(candidates, modules, names);
  const upstream = upstreamOf(ownedSources(sources, projectsIn(candidates, names), reader), options.goProjects);

  const nodes: Record<string, Record<string, ProjectConfiguration>> = {};
  function add(file: string, { targets = {}, ...project }: ProjectConfiguration) {
    const complete = mapValues(targets, (target) => withExecutorInputs(target, workspaceRoot));
    nodes[file] = { ...nodes[file], [project.root]: { ...project, targets: complete } };
  }
  const present = new Set(sources);
  const lockInputs = new LockInputs({ has: (file) => present.has(file), read });
  for (const { file, root, toolchain, text, go } of candidates) {
    const name = names.get(root) ?? root;
    const facts: ProjectFacts = {
      root,
      name,
      marker: text,
      around: isAround(root, roots),
      packed: images.some((image) => image.root === root),
      goTools,
      upstream: upstream(name),
      ...(go ? { go } : {}),
      has: (inside) => present.has(path.posix.join(root, inside)),
      above: (settings) => settingsAbove(root, settings, present),
      locks(verb) {
        const { name: distribution, hasVariants } = parsePyproject(text, file);
        return lockInputs.checks(root, distribution, hasVariants, verb);
      },
      toolLocks: (verb) => lockInputs.tools(root, verb),
    };
    const inferred = attempt(file, () => toolchain.infer(facts, options));
    if (inferred === undefined) continue;
    const { targets, namedInputs } = inferred;
    add(file, { root, name, tags: [toolchain.name], targets: { ...targets }, namedInputs: { ...namedInputs } });
  }
  const imageFacts = { read, images, namespace: options.imageNamespace ?? 'local', registryTool: goTools.get('crane')?.project };
  for (const image of images) {
    const [built = ''] = buildOutputs({ name: image.project, around: isAround(image.root, roots) });
    const facts = {
      ...imageFacts,
      upstream: upstream(image.project).production,
      built: built.replace('{workspaceRoot}/', '').replace('{projectRoot}', image.root),
    };
    const targets = attempt(image.file, () => imageTargets(image, facts));
    if (targets) add(image.file, { root: image.root, name: image.project, targets });
  }
  return { nodes, errors };
}

function isAround(root: string, roots: readonly string[]): boolean {
  return roots.some((other) => other !== root && (root === '.' || other.startsWith(`${root}/`)));
}

function settingsAbove(root: string, names: readonly string[], present: ReadonlySet<string>): string[] {
  const folders = root === '.' ? [] : upwards(path.posix.dirname(root));
  return folders.flatMap((folder) => names.map((name) => path.posix.join(folder, name)).filter((file) => present.has(file)));
}

function projectsIn(candidates: readonly Candidate[], names: ReadonlyMap<string, string>): Record<string, ProjectConfiguration> {
  return Object.fromEntries(candidates.map(({ root, toolchain }) => [names.get(root) ?? root, { root, tags: [toolchain.name] }]));
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

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
