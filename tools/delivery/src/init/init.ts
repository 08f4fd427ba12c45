import { existsSync } from 'node:fs';
import path from 'node:path';
import { globAsync, type Tree } from '@nx/devkit';
import { gitClone } from '../adapters/git.ts';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { forNx } from '../errors.ts';
import { PROJECT_FILES } from '../graph/markers.ts';
import { inferProjects } from '../graph/projects.ts';
import type { ProcessRunner } from '../ports.ts';
import { type Findings, formatFindings, projectsIn } from './findings.ts';
import { NX_JSON, withPlugin } from './nx-json.ts';
import { programsOf, toolsOf } from './tools.ts';

/** By their usual names. */
const DOCKERFILES = '**/{Dockerfile,Containerfile,Dockerfile.*,*.Dockerfile}';
/** Folders that Nx and the targets write into. */
const WRITTEN = ['.nx/', 'dist/', 'node_modules/'];

/** Makes any repository an Nx workspace with this plugin: nothing but nx.json is written. */
export default async function init(tree: Tree): Promise<() => void> {
  try {
    const before = tree.read(NX_JSON, 'utf8') ?? undefined;
    const after = withPlugin(before);
    const findings = await findingsIn(tree);
    tree.write(NX_JSON, after);
    return () => console.log(`${before === after ? `\n${NX_JSON} has the plugin already\n` : ''}\n${formatFindings(findings)}\n`);
  } catch (error) {
    throw forNx(error as Error);
  }
}

async function findingsIn(tree: Tree): Promise<Findings> {
  const runner = processRunner(tree.root, workspaceTools(tree.root, []));
  const [files, dockerfiles, base, notIgnored] = await Promise.all([
    globAsync(tree, [PROJECT_FILES]),
    globAsync(tree, [DOCKERFILES]),
    baseOf(runner),
    notIgnoredOf(runner),
  ]);
  const inferred = inferProjects(files, {}, tree.root);
  return { ...inferred, dockerfiles, base, notIgnored, missing: missingIn(tree.root, inferred.nodes) };
}

/** Programs of the targets that are neither in the workspace nor on PATH. */
function missingIn(workspaceRoot: string, nodes: Findings['nodes']): string[] {
  const folders = { node: ['node_modules/.bin'], python: ['.venv/bin'], path: [], 'go-tool': [] };
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter);
  const commands = toolsOf(projectsIn(nodes)).flatMap(({ verbs }) => Object.values(verbs).flat());
  const gone = commands.filter(({ origin, program }) => {
    const own = folders[origin].map((folder) => path.join(workspaceRoot, folder));
    // A program of the workspace is never taken from elsewhere.
    return !(own.length > 0 ? own : onPath).some((folder) => existsSync(path.join(folder, program)));
  });
  return programsOf(gone).sort();
}

/** The present branch, where there is no `main`. */
async function baseOf(runner: ProcessRunner): Promise<string | undefined> {
  const git = gitClone(runner);
  return (await git.has('main')) ? undefined : git.branch();
}

async function notIgnoredOf(runner: ProcessRunner): Promise<string[]> {
  const args = ['check-ignore', '--', ...WRITTEN];
  const { exitCode, stdout } = await runner.capture({ title: 'git check-ignore', origin: 'path', program: 'git', args, cwd: '.' });
  if (exitCode > 1) return [];
  const ignored = stdout.split('\n');
  return WRITTEN.filter((folder) => !ignored.includes(folder));
}
