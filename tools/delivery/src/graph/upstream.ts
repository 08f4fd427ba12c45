import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GoProjects, ProjectFacts, Upstream } from '../toolchain/toolchain.ts';
import type { OwnedSources } from './edge.ts';
import { projectEdges } from './edges.ts';
import { reachOf } from './reach.ts';

/** What each project takes from others, as Nx writes it: `^`, or a list where tests bring in more than production code does. */
export function upstreamOf(owned: OwnedSources, goProjects: GoProjects | undefined): (project: string) => ProjectFacts['upstream'] {
  const { projects, fileMap, reader } = owned;
  const openEnded = Object.entries(fileMap.projectFileMap).flatMap(([name, files]) =>
    files.some(({ file }) => dependsByHand(file, reader.workspaceRoot)) ? [name] : [],
  );
  // A source that cannot be read is said when Nx asks for the dependencies.
  const reach = reachOf(projectEdges(owned, goProjects), new Set(openEnded));
  const generates = (name: string) => projects[name]?.tags?.includes('proto') === true;
  return (project) => {
    const { production, checks } = reach(project);
    return { production: asWritten(production, generates), checks: asWritten(checks, generates) };
  };
}

function asWritten(projects: readonly string[] | undefined, generates: (name: string) => boolean): Upstream {
  if (projects === undefined) return { inputs: ['^production'], generate: ['^generate'] };
  const generating = projects.filter(generates);
  return {
    inputs: projects.length > 0 ? [{ input: 'production', projects: [...projects] }] : [],
    generate: generating.length > 0 ? [{ target: 'generate', projects: generating }] : [],
  };
}

const PROJECT_SETTINGS = /(?:^|\/)(?:project|package)\.json$/;

/** Whether a file writes down dependencies of its project: those are not among what its sources say. */
function dependsByHand(file: string, workspaceRoot: string): boolean {
  if (!PROJECT_SETTINGS.test(file)) return false;
  return readFileSync(path.join(workspaceRoot, file), 'utf8').includes('"implicitDependencies"');
}
