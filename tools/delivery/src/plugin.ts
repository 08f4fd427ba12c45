import path from 'node:path';
import {
  AggregateCreateNodesError,
  type CreateNodesV2,
  type PostTasksExecution,
  type PreTasksExecution,
  readCachedProjectGraph,
} from '@nx/devkit';
import { writeFileWhole } from './adapters/files.ts';
import { oneOff } from './check/one-off.ts';
import { DeliveryError, formatError } from './errors.ts';
import { inferProjects, PROJECT_FILES } from './graph/projects.ts';
import { RUN_FILE, runOf } from './report/run.ts';
import type { PluginOptions } from './toolchain/toolchain.ts';

/** The entry that nx.json names: projects and targets from the files that are there, dependencies from their content. */
export const name = '@kerp/delivery';

export { createDependencies } from './graph/dependencies.ts';

export const createNodesV2: CreateNodesV2<PluginOptions> = [
  PROJECT_FILES,
  (files, options, { workspaceRoot }) => {
    const { nodes, errors } = inferProjects(files, options ?? {}, workspaceRoot);
    const results = [...nodes].map(([file, projects]): [string, { projects: typeof projects }] => [file, { projects }]);
    if (errors.length > 0)
      throw new AggregateCreateNodesError(
        errors.map(([file, error]) => [file, readable(error)]),
        results,
      );
    return results;
  },
];

/** The same under the name that later versions of Nx look for. */
export const createNodes = createNodesV2;

/** Nx prints message and stack: a user's mistake shows its cause and remedy once. */
function readable(error: Error): Error {
  if (!(error instanceof DeliveryError)) return error;
  const shown = new Error(formatError(error));
  shown.stack = '';
  return shown;
}

/** Called by Nx before it hashes the tasks of a run: what is set here is part of the run's environment. */
export const preTasksExecution: PreTasksExecution<PluginOptions> = (_options, { argv, workspaceRoot }) => {
  // Nx starts a process for each executor; with its code compiled once for all of them, each starts a tenth of a second sooner.
  process.env['NODE_COMPILE_CACHE'] ??= path.join(workspaceRoot, 'node_modules/.cache/node-compile');
  Object.assign(process.env, oneOff(argv));
};

/** Called by Nx after each run of tasks: in its daemon, if there is one, so the environment of the run is not known here. */
export const postTasksExecution: PostTasksExecution<PluginOptions> = async (_options, context) => {
  await writeFileWhole(context.workspaceRoot, RUN_FILE, JSON.stringify(runOf(context, readCachedProjectGraph())));
};
