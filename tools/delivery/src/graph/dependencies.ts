import { hash } from 'node:crypto';
import { type CreateDependencies, type CreateDependenciesContext, DependencyType, type RawProjectGraphDependency } from '@nx/devkit';
import { forNx } from '../errors.ts';
import type { PluginOptions } from '../toolchain/toolchain.ts';
import type { Edge } from './edge.ts';
import { projectEdges } from './edges.ts';
import { knowledgeOf, recall, remember, saveKnowledge } from './knowledge.ts';
import { SourceReader } from './scans.ts';

/**
 * What the sources import and what the manifests ask for.
 * @throws an error that names every source that cannot be read: without it the graph would be a part only.
 */
export const createDependencies: CreateDependencies<PluginOptions> = (options, context) => {
  try {
    return edges(options?.goProjects, context).map(asDependency);
  } finally {
    saveKnowledge(context.workspaceRoot);
  }
};

function edges(goProjects: PluginOptions['goProjects'], { projects, fileMap, workspaceRoot }: CreateDependenciesContext): readonly Edge[] {
  const knowledge = knowledgeOf(workspaceRoot);
  const roots = Object.entries(projects).map(([name, { root, tags }]) => [name, root, tags]);
  const key = hash('sha1', JSON.stringify([goProjects, roots, fileMap]));
  const before = recall(knowledge.edges, key);
  if (before !== undefined) return before;
  const reader = new SourceReader(workspaceRoot, knowledge.scans);
  const found = projectEdges({ projects, fileMap, reader }, goProjects);
  if (reader.errors.size > 0) throw forNx(...reader.errors.values());
  remember(knowledge.edges, key, found);
  return found;
}

function asDependency({ source, target, file }: Edge): RawProjectGraphDependency {
  return { source, target, sourceFile: file, type: DependencyType.static };
}
