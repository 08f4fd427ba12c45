import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GoProjects, ProjectFacts, Upstream } from '../toolchain/toolchain.ts';
import type { OwnedSources } from './edge.ts';
import { projectEdges } from './edges.ts';
import { reachOf } from './reach.ts';

/** What each project takes from others, as Nx writes it: `^`, or a list where tests bring in more than production code does. */
export function upstreamOf(owned: OwnedSources, goProjects: GoProjects | undefined): (project: string) => ProjectFacts['upstream'] {
  const written = writtenSettings(owned);
  const has = (name: string, word: string) => written.get(name)?.includes(`"${word}"`) === true;
  // Whoever wrote down a dependency wrote down one that is not among what the sources say.
  const openEnded = [...written.keys()].filter((name) => has(name, 'implicitDependencies'));
  // A source that cannot be read is said when Nx asks for the dependencies.
  const reach = reachOf(projectEdges(owned, goProjects), new Set(openEnded));
  const generates = (name: string) => owned.projects[name]?.tags?.includes('proto') === true || has(name, 'generate');
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

const SETTINGS = /(?:^|\/)(?:project|package)\.json$/;

/** What somebody wrote about a project for Nx, as text: a word that is not in it is not in its JSON either. */
function writtenSettings({ fileMap, reader }: OwnedSources): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, files] of Object.entries(fileMap.projectFileMap)) {
    const settings = files.filter(({ file }) => SETTINGS.test(file));
    if (settings.length === 0) continue;
    texts.set(name, settings.map(({ file }) => readFileSync(path.join(reader.workspaceRoot, file), 'utf8')).join('\n'));
  }
  return texts;
}
