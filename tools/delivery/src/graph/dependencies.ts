import { type CreateDependencies, DependencyType, type RawProjectGraphDependency } from '@nx/devkit';
import type { PluginOptions } from '../toolchain/toolchain.ts';
import type { Edge } from './edge.ts';
import { goEdges } from './go/dependencies.ts';
import { pythonEdges } from './python/dependencies.ts';

/** What the sources import and, in Python, what the manifests ask for. */
export const createDependencies: CreateDependencies<PluginOptions> = (options, context) =>
  [...goEdges(context, options?.goProjects === 'package'), ...pythonEdges(context)].map(asDependency);

function asDependency({ source, target, file }: Edge): RawProjectGraphDependency {
  return { source, target, sourceFile: file, type: DependencyType.static };
}
