import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { DeliveryError, formatError } from '../errors.ts';
import { DATABASE_TOOL, NAMED_INPUTS } from '../toolchain/targets.ts';
import type { Inferred, PluginOptions } from '../toolchain/toolchain.ts';
import { type Attempt, type Candidate, findCandidates, nameOfRoot } from './candidates.ts';
import { deploymentTargets, parseDeployments, serviceTargets } from './deployments.ts';
import { withExecutorInputs } from './executor-inputs.ts';
import { goToolsIn, isAround, projectFacts } from './facts.ts';
import { loadModules } from './go/load.ts';
import { goSources } from './go/source-files.ts';
import { auditedLocks, imageSources, imageTargets, standaloneImages } from './images.ts';
import { kindProjects } from './kinds.ts';
import { keyOf, knowledgeOf, type Nodes, recall, remember, stampsOf } from './knowledge.ts';
import { manifestTargets } from './kubernetes/lint.ts';
import { type KubernetesProject, kubernetesProjects } from './kubernetes/projects.ts';
import { ENVIRONMENTS_FILE } from './markers.ts';
import { projectNames } from './names.ts';
import { ownedSources } from './ownership.ts';
import { LockInputs } from './python/lock-inputs.ts';
import { SourceReader } from './scans.ts';
import { upstreamOf } from './upstream.ts';
import { workspaceFiles } from './workspace-files.ts';

/** Names of all files that a project's configuration is made of: sources, manifests, and what is looked for beside and above them. */
const READ = new RegExp(
  [
    String.raw`\.(?:go|pyi?|proto|lock|ya?ml|tpl|sh|bash)$`,
    // Programs have no suffix, and Dockerfiles.
    '^[^.]+$',
    String.raw`^(?:go\.mod|go\.work|pyproject\.toml|setup\.py|(?:project|package|package-lock)\.json)$`,
    String.raw`^(?:setup\.cfg|tox\.ini|\.shellcheckrc|\.?ruff\.toml|\.?(?:mypy|pytest)\.ini|\.coveragerc|\.golangci\.(?:ya?ml|toml|json))$`,
  ].join('|'),
);

/** A project file that could not be used; the others still can. */
export type ProjectFileError = readonly [file: string, error: Error];

export interface InferredProjects {
  readonly nodes: Nodes;
  readonly errors: readonly ProjectFileError[];
}

/** @param markers every file of the workspace that matches PROJECT_FILES, relative to its root. */
export function inferProjects(markers: readonly string[], options: PluginOptions, workspaceRoot: string): InferredProjects {
  const files = markers.filter((file) => !isTemplate(file));
  const { folders, scans, projects } = knowledgeOf(workspaceRoot);
  const sources = workspaceFiles(workspaceRoot, READ, folders);
  const stamps = stampsOf(workspaceRoot, new Set([...files, ...sources]));
  const key = keyOf(stamps, files, options);
  const before = recall(projects, key);
  if (before !== undefined) return { nodes: before, errors: [] };
  const reader = new SourceReader(workspaceRoot, scans, stamps);
  const inferred = infer(files, sources, options, reader);
  if (inferred.errors.length === 0 && reader.errors.size === 0) remember(projects, key, inferred.nodes);
  return inferred;
}

/** A folder whose name a generator fills in later, as cookiecutter and copier do, holds no project and need not be readable. */
function isTemplate(file: string): boolean {
  return /\{\{.*\}\}/.test(file);
}

function infer(files: readonly string[], sources: readonly string[], options: PluginOptions, reader: SourceReader): InferredProjects {
  const { workspaceRoot } = reader;
  const { attempt, report, errors } = errorsByFile();
  const read = (file: string) => readFileSync(path.join(workspaceRoot, file), 'utf8');
  const modules = loadModules(files, workspaceRoot, read, attempt);
  const candidates = findCandidates(files, read, attempt, { modules, go: goSources(reader, sources) }, options.goProjects ?? 'module');
  const roots = candidates.map(({ root }) => root);
  const names = projectNames([...roots, ...standaloneImages(files, roots)], nameOfRoot(candidates, modules));
  const images = imageSources(files, names);
  const goTools = goToolsIn(candidates, modules, names);
  const upstream = upstreamOf(ownedSources(sources, projectsIn(candidates, names), reader), options.goProjects);
  const packed = new Set(images.map(({ root }) => root));
  const present = new Set(sources);
  const has = (file: string) => present.has(file);
  const locks = new LockInputs({ has, read });
  const factsOf = projectFacts({ present, read, names, packed, goTools, locks, upstream });

  const nodes: Record<string, Record<string, ProjectConfiguration>> = {};
  function add(file: string, { targets = {}, ...project }: ProjectConfiguration) {
    const complete = mapValues(targets, (target) => withExecutorInputs(target, project.root, workspaceRoot));
    nodes[file] = { ...nodes[file], [project.root]: { ...project, targets: complete } };
  }
  const units = kubernetesProjects(sources, names, reader, report);
  for (const candidate of candidates) {
    const { file, root, toolchain } = candidate;
    const facts = factsOf(candidate);
    const inferred = attempt(file, () => toolchain.infer(facts, options));
    if (inferred === undefined) continue;
    const { targets } = inferred;
    const namedInputs = root === '.' ? withFolders(inferred.namedInputs, units) : inferred.namedInputs;
    add(file, { root, name: facts.name, tags: [toolchain.name], targets: { ...targets }, namedInputs: { ...namedInputs } });
  }
  const deployments = files.includes(ENVIRONMENTS_FILE)
    ? attempt(ENVIRONMENTS_FILE, () => parseDeployments(read(ENVIRONMENTS_FILE)))
    : undefined;
  const deployTools = ['kustomize', 'crane'].flatMap((tool) => goTools.get(tool)?.project ?? []);
  const imageFacts = {
    read,
    images,
    namespace: options.imageNamespace ?? 'local',
    registryTool: goTools.get('crane')?.project,
    sbomTool: goTools.get('syft')?.project,
    scanTool: goTools.get(DATABASE_TOOL)?.project,
    locks: auditedLocks(sources, ['.', ...roots], goTools),
  };
  for (const image of images) {
    const packs = { upstream: upstream(image.project).production, around: isAround(image.root, roots) };
    const targets = attempt(image.file, () => imageTargets(image, { ...imageFacts, ...packs }));
    const deploy = deployments && serviceTargets(image.image, deployments, deployTools);
    // What a service has already must not be overwritten.
    const namedInputs = roots.includes(image.root) ? {} : { namedInputs: NAMED_INPUTS };
    if (targets) add(image.file, { root: image.root, name: image.project, ...namedInputs, targets: { ...targets, ...deploy } });
  }
  for (const [file, project] of units) add(file, { ...project, targets: manifestTargets(project, goTools, modules.byRoot.values()) });
  const taken = new Map([...names, ...units.map(([, { root, name = root }]): [string, string] => [root, name])]);
  const kinds = attempt('uv.lock', () => kindProjects(sources, workspaceRoot, { names: taken, goTools, locks, has, read }));
  for (const [file, project] of kinds ?? []) add(file, project);
  if (deployments) {
    const root = path.dirname(ENVIRONMENTS_FILE);
    add(ENVIRONMENTS_FILE, {
      root,
      name: root,
      tags: ['deployments'],
      namedInputs: NAMED_INPUTS,
      targets: deploymentTargets(deployments, deployTools),
    });
  }
  return { nodes, errors };
}

/** Keeps the errors of single files, so that the others still work. */
function errorsByFile(): { attempt: Attempt; report(file: string, error: Error): void; errors: ProjectFileError[] } {
  const errors: ProjectFileError[] = [];
  function report(file: string, error: Error): void {
    // A file that cannot be read fails wherever it is used; saying it once is enough.
    if (!errors.some(([named, known]) => named === file || textOf(known) === textOf(error))) errors.push([file, error]);
  }
  function attempt<T>(file: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      report(file, error as Error);
      return undefined;
    }
  }
  return { attempt, report, errors };
}

/** With the place of the problem, if it has one. */
function textOf(error: Error): string {
  return error instanceof DeliveryError ? formatError(error) : error.message;
}

/** A project in the workspace root keeps what its tests may read: folders of manifests count for it although they are projects. */
function withFolders(
  { default: own = [], ...others }: Inferred['namedInputs'],
  units: readonly KubernetesProject[],
): Inferred['namedInputs'] {
  return { ...others, default: [...own, ...units.map(([, { root }]) => `{workspaceRoot}/${root}/**/*`)] };
}

function projectsIn(candidates: readonly Candidate[], names: ReadonlyMap<string, string>): Record<string, ProjectConfiguration> {
  return Object.fromEntries(candidates.map(({ root, toolchain }) => [names.get(root) ?? root, { root, tags: [toolchain.name] }]));
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
