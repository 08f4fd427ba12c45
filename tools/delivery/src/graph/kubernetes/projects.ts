import type { ProjectConfiguration } from '@nx/devkit';
import { projectNames } from '../names.ts';
import type { SourceReader } from '../scans.ts';
import { compositionOf } from './composition.ts';
import { manifestsIn, type Report } from './manifests.ts';
import { partsFinder } from './parts.ts';
import { type Unit, unitsIn } from './units.ts';

/** By the file that makes it one. */
export type KubernetesProject = readonly [file: string, project: ProjectConfiguration];

/**
 * A project for each unit that can be deployed. Its inputs are its own files and all that it takes from elsewhere.
 * @param files of the workspace as Nx lists them, at least the YAML files.
 * @param names of the projects of the languages by their roots.
 */
export function kubernetesProjects(
  files: readonly string[],
  names: ReadonlyMap<string, string>,
  reader: SourceReader,
  report: Report,
): KubernetesProject[] {
  const manifests = manifestsIn(files, reader, report);
  const partsOf = partsFinder(manifests);
  const units = unitsIn(manifests, partsOf, [...names.keys()], report);
  const nameOf = unitNames(units, names);
  return units.map(({ kind, root, file }) => {
    const elsewhere = compositionOf(root, partsOf).files.filter((read) => !isOwn(read, root));
    const own = [...(root === '.' ? [] : ['{projectRoot}/**/*']), ...elsewhere.map((read) => `{workspaceRoot}/${read}`)];
    const namedInputs = { default: own, production: ['default'] };
    return [file, { root, name: nameOf(root), tags: ['kubernetes', kind], namedInputs }];
  });
}

function isOwn(file: string, root: string): boolean {
  return file.startsWith(`${root}/`) && !file.endsWith('/**/*');
}

/** As other projects, but those keep their names: a chart that is called after a service is not to rename it. */
function unitNames(units: readonly Unit[], names: ReadonlyMap<string, string>): (root: string) => string {
  const taken = new Set(names.values());
  const atRoot = names.get('.') ?? units.find(({ root }) => root === '.')?.kind;
  const all = projectNames([...names.keys(), ...units.map(({ root }) => root)], atRoot);
  return (root) => {
    const name = all.get(root) ?? root;
    return taken.has(name) ? root : name;
  };
}
