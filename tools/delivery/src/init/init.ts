import { globAsync, type Tree } from '@nx/devkit';
import { gitClone } from '../adapters/git.ts';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { forNx } from '../errors.ts';
import { PROJECT_FILES } from '../graph/markers.ts';
import { inferProjects } from '../graph/projects.ts';
import type { ProcessRunner } from '../ports.ts';
import { type Findings, formatFindings } from './findings.ts';
import { NX_JSON, withPlugin } from './nx-json.ts';

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
  return { ...inferProjects(files, {}, tree.root), dockerfiles, base, notIgnored };
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
