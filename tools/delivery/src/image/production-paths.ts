import type { ExecutorContext } from '@nx/devkit';
import { localDependencies } from '../build/local-dependencies.ts';

/**
 * Git pathspecs of everything that a project's artefact is made of: the `production` inputs of the project and of the
 * projects that it needs. A commit that touches only tests or documents makes no new image.
 */
export function productionPaths(context: Pick<ExecutorContext, 'projectGraph'>, project: string): string[] {
  const projects = [project, ...localDependencies(context, project)];
  return projects.flatMap((name) => {
    const { root = '.', namedInputs = {} } = context.projectGraph.nodes[name]?.data ?? {};
    const patterns = (namedInputs['production'] ?? []).filter((input) => typeof input === 'string');
    const left = patterns.filter((pattern) => pattern.startsWith('!'));
    return [root, ...left.map((pattern) => `:(exclude,glob)${pattern.slice(1).replace('{projectRoot}', root)}`)];
  });
}
