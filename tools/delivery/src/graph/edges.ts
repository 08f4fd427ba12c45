import type { GoProjects } from '../toolchain/toolchain.ts';
import type { Edge, OwnedSources } from './edge.ts';
import { goEdges } from './go/dependencies.ts';
import { kubernetesEdges } from './kubernetes/dependencies.ts';
import { protoEdges } from './proto/dependencies.ts';
import { pythonEdges } from './python/dependencies.ts';

/** What projects need of each other, from what their sources import and what their manifests ask for. */
export function projectEdges(owned: OwnedSources, goProjects: GoProjects | undefined): Edge[] {
  return [...goEdges(owned, goProjects === 'package'), ...pythonEdges(owned), ...protoEdges(owned), ...kubernetesEdges(owned)];
}
