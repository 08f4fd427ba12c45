import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import type { OwnedSources } from '../../delivery/src/graph/edge.ts';
import { knowledgeOf } from '../../delivery/src/graph/knowledge.ts';
import { PROJECT_FILES } from '../../delivery/src/graph/markers.ts';
import { ownedSources } from '../../delivery/src/graph/ownership.ts';
import { inferProjects } from '../../delivery/src/graph/projects.ts';
import { SourceReader } from '../../delivery/src/graph/scans.ts';
import type { PluginOptions } from '../../delivery/src/toolchain/toolchain.ts';

/** What the plugin makes of a checkout, and the time that it took. */
export interface Inference {
  readonly context: OwnedSources;
  /** Project files that are broken. */
  readonly errors: readonly string[];
  readonly milliseconds: number;
}

/** Runs the plugin's inference on a folder, without Nx around it. */
export function infer(root: string, options: PluginOptions): Inference {
  const files = listFiles(root);
  const projectFiles = files.filter((file) => isMatch(file, PROJECT_FILES));
  const started = performance.now();
  const { nodes, errors } = inferProjects(projectFiles, options, root);
  const milliseconds = performance.now() - started;
  const projects = merged(Object.values(nodes).flatMap((byRoot) => Object.values(byRoot)));
  const context = ownedSources(files, projects, new SourceReader(root, knowledgeOf(root).scans));
  return { context, milliseconds, errors: errors.map(([file, { message }]) => `${file}: ${message}`) };
}

/** As Nx matches, for which a name that begins with a dot is one like any other. */
function isMatch(file: string, glob: string): boolean {
  return path.matchesGlob(file.replaceAll(/(?<=^|\/)\./g, '_'), glob);
}

/** Finds the project of a folder: the nearest at or above it. */
export function projectFinder(
  projects: Readonly<Record<string, Pick<ProjectConfiguration, 'root'>>>,
): (folder: string) => string | undefined {
  const byRoot = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  return (folder) => {
    for (let at = folder; ; at = path.posix.dirname(at)) {
      const name = byRoot.get(at);
      if (name !== undefined || at === '.' || at === '/') return name;
    }
  };
}

/** Several files can contribute to the project of one folder. */
function merged(all: readonly ProjectConfiguration[]): Record<string, ProjectConfiguration> {
  const byRoot = new Map<string, ProjectConfiguration>();
  for (const project of all) byRoot.set(project.root, { ...project, ...byRoot.get(project.root) });
  return Object.fromEntries([...byRoot.values()].map((project) => [project.name ?? project.root, project]));
}

/** As Nx sees them: what git ignores and links to folders are left out. A folder that is no clone is taken as it is. */
export function listFiles(root: string): string[] {
  const files = existsSync(path.join(root, '.git')) ? gitFiles(root) : foundFiles(root);
  return files.filter((file) => !/(?:^|\/)(?:node_modules|\.git)\//.test(file) && isFile(path.join(root, file))).sort();
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    // A link to nothing or to itself, or removed since it was listed.
    return false;
  }
}

function gitFiles(root: string): string[] {
  const { status, stdout, stderr } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`git ls-files in ${root}: ${stderr}`);
  return stdout.split('\0');
}

/** Links to folders are not followed, which `recursive` of readdir does. */
function foundFiles(root: string, folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? foundFiles(root, name) : [name];
  });
}
