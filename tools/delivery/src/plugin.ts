import { AggregateCreateNodesError, type CreateNodesV2 } from '@nx/devkit';
import { DeliveryError, formatError } from './errors.ts';
import { inferProjects, PROJECT_FILES } from './graph/projects.ts';
import type { PluginOptions } from './toolchain/toolchain.ts';

/** The entry that nx.json names: projects and targets from the files that are there, dependencies from their content. */
export const name = '@kerp/delivery';

export { preTasksExecution } from './check/one-off.ts';
export { createDependencies } from './graph/dependencies.ts';
export { postTasksExecution } from './report/run.ts';

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
