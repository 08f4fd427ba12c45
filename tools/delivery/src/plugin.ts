import { enableCompileCache, flushCompileCache } from 'node:module';
import path from 'node:path';
import {
  AggregateCreateNodesError,
  type CreateDependencies,
  type CreateNodesV2,
  NX_VERSION,
  type PostTasksExecution,
  type PreTasksExecution,
  readCachedProjectGraph,
  workspaceRoot,
} from '@nx/devkit';
import { PROJECT_FILES } from './graph/markers.ts';
import type { PluginOptions } from './toolchain/toolchain.ts';

/** The entry that nx.json names: projects and targets from the files that are there, dependencies from their content. */
export const name = '@kerp/delivery';

/** Nx loads this file in each process. Everything else is loaded when it is needed, and compiled once for all processes. */
const COMPILED = path.join(workspaceRoot, 'node_modules/.cache/node-compile');
enableCompileCache(COMPILED);

export const createNodesV2: CreateNodesV2<PluginOptions> = [
  PROJECT_FILES,
  async (files, options, context) => {
    const { inferProjects } = await import('./graph/projects.ts');
    const { nodes, errors } = inferProjects(files, options ?? {}, context.workspaceRoot);
    const results = Object.entries(nodes).map(([file, projects]): [string, { projects: typeof projects }] => [file, { projects }]);
    if (errors.length === 0) return results;
    const { forNx } = await import('./errors.ts');
    const shown = errors.map(([file, error]): [string, Error] => [file, forNx(error)]);
    for (const [, error] of shown) say(error);
    throw new AggregateCreateNodesError(shown, results);
  },
];

/** The same under the name that later versions of Nx look for. */
export const createNodes = createNodesV2;

export const createDependencies: CreateDependencies<PluginOptions> = async (options, context) => {
  const dependencies = await import('./graph/dependencies.ts');
  try {
    return dependencies.createDependencies(options, context);
  } catch (error) {
    say(error as Error);
    throw error;
  } finally {
    // Nx may end this process by a signal.
    flushCompileCache();
  }
};

/** Before version 24 `nx run`, `run-many` and `affected` say only that there is no graph, and not why. */
function say({ message }: Error): void {
  if (Number.parseInt(NX_VERSION, 10) < 24) console.error(`\n${message}`);
}

/** Called by Nx before it hashes the tasks of a run: what is set here is part of the run's environment. */
export const preTasksExecution: PreTasksExecution<PluginOptions> = async (_options, { argv }) => {
  const { oneOff } = await import('./check/one-off.ts');
  // Nx starts a process for each executor, which starts a tenth of a second sooner with compiled code.
  process.env['NODE_COMPILE_CACHE'] ??= COMPILED;
  // Else Nx forces colours for each executor, and Node warns there that NO_COLOR is not heeded.
  if (process.env['NO_COLOR']) process.env['FORCE_COLOR'] ??= '0';
  Object.assign(process.env, oneOff(argv));
};

/** Called by Nx after each run of tasks: in its daemon, if there is one, so the environment of the run is not known here. */
export const postTasksExecution: PostTasksExecution<PluginOptions> = async (_options, context) => {
  const [{ writeFileWhole }, { RUN_FILE, runOf }] = await Promise.all([import('./adapters/files.ts'), import('./report/run.ts')]);
  await writeFileWhole(context.workspaceRoot, RUN_FILE, JSON.stringify(runOf(context, readCachedProjectGraph())));
};
