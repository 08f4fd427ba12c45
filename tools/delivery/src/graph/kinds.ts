import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { type Kind, kinds } from '../toolchain/kinds.ts';
import { cachedTarget, JUDGED, NAMED_INPUTS } from '../toolchain/targets.ts';
import type { ProjectFacts } from '../toolchain/toolchain.ts';
import type { LockInputs } from './python/lock-inputs.ts';

const LOCK = 'uv.lock';
/** The dependency group of tools that belong to no language. */
const TOOLS = 'workspace';

export interface KindFacts {
  /** Roots and names of all other projects. */
  readonly names: ReadonlyMap<string, string>;
  readonly goTools: ProjectFacts['goTools'];
  readonly locks: LockInputs;
  readonly has: (file: string) => boolean;
  readonly read: (file: string) => string;
}

/**
 * A project for each kind of file that belongs to no language, by the file that makes it one. In a folder that is a project of
 * its own there is none: that project says itself how it is checked.
 * @param files of the workspace, at least those that a kind may match.
 */
export function kindProjects(files: readonly string[], workspaceRoot: string, facts: KindFacts): [file: string, ProjectConfiguration][] {
  const pinned = facts.has(LOCK) ? new Set([...facts.read(LOCK).matchAll(/^name = "(.+)"$/gm)].map(([, name]) => name)) : new Set();
  return kinds.flatMap((kind): [string, ProjectConfiguration][] => {
    if (!kind.pythonTools.every((tool) => pinned.has(tool)) || !kind.goTools.every((tool) => facts.goTools.has(tool))) return [];
    const own = files.filter((file) => kind.matches(file) && (kind.name !== 'scripts' || isShellScript(path.join(workspaceRoot, file))));
    const marker = own.find((file) => file.startsWith(`${kind.root}/`));
    if (marker === undefined || facts.names.has(kind.root)) return [];
    return [[marker, projectOf(kind, own, files, facts)]];
  });
}

function projectOf(
  kind: Kind,
  own: readonly string[],
  files: readonly string[],
  { names, goTools, locks }: KindFacts,
): ProjectConfiguration {
  const tools = kind.goTools.flatMap((program) => goTools.get(program) ?? []);
  const modules = tools.flatMap(({ root }) => [`${root}/go.mod`, `${root}/go.sum`]);
  const settings = kind.settings.filter((file) => files.includes(file));
  const inputs = [...own, ...settings, ...locks.tools('.', TOOLS), ...modules].map((file) => `{workspaceRoot}/${file}`);
  const lint = cachedTarget({
    executor: '@kerp/delivery:lint',
    options: { toolchain: kind.name, files: own },
    inputs: [...inputs, JUDGED],
    outputs: [`{workspaceRoot}/dist/lint/@${kind.name}`],
    dependsOn: tools.map(({ project }) => ({ projects: [project], target: 'build' })),
    description: kind.description,
  });
  const name = [...names.values()].includes(kind.name) ? kind.root : kind.name;
  return { root: kind.root, name, tags: [kind.name], namedInputs: NAMED_INPUTS, targets: { lint } };
}

/** By its first line. POSIX shells and bash are what shellcheck knows. */
function isShellScript(file: string): boolean {
  const start = Buffer.alloc(64);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const length = readSync(descriptor, start);
    return /^#! ?\S*[/ ](?:env (?:-S )?)?(?:ba|da|k|)sh\b/.test(start.toString('latin1', 0, length));
  } catch {
    // Removed since it was listed, or a link to a folder.
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
