import type { ExecutorContext } from '@nx/devkit';
import type { Git } from '../ports.ts';
import { hashFiles } from './file-hash.ts';
import { localDependencies } from './local-dependencies.ts';

type Graph = Pick<ExecutorContext, 'projectGraph'>;

/**
 * Git pathspecs of what an artefact is made of: the `production` inputs of the project and of the projects that it needs.
 * A commit that touches only tests or documents makes no new image.
 */
export function productionPaths({ projectGraph }: Graph, project: string): string[] {
  return [project, ...localDependencies({ projectGraph }, project)].flatMap((name) => {
    const { root = '.', namedInputs = {} } = projectGraph.nodes[name]?.data ?? {};
    const left = (namedInputs['production'] ?? []).filter((input) => typeof input === 'string' && input.startsWith('!'));
    return [root, ...left.map((pattern) => `:(exclude,glob)${String(pattern).slice(1).replace('{projectRoot}', root)}`)];
  });
}

/**
 * Hash of the sources of an artefact, for its stamp. Not the hash of the Nx task: that also covers the executor and the
 * environment, and a change of those alone makes no other program.
 */
export async function productionHash(graph: Graph, project: string, workspaceRoot: string, git: Git): Promise<string> {
  const files = await git.files(productionPaths(graph, project));
  return (await hashFiles([{ folder: workspaceRoot, files }], [])).slice(0, 20);
}
