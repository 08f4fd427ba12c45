import path from 'node:path';
import type { ProjectFacts } from '../toolchain/toolchain.ts';
import type { Candidate } from './candidates.ts';
import { programOf } from './go/go-mod.ts';
import type { LoadedModules } from './go/load.ts';
import { packagesNamedIn } from './package-json.ts';
import { type LockInputs, upwards } from './python/lock-inputs.ts';
import { parsePyproject } from './python/pyproject.ts';

/** What is known of the whole workspace. Paths are relative to its root. */
export interface WorkspaceFacts {
  /** All files that configurations are made of. */
  readonly present: ReadonlySet<string>;
  read(file: string): string;
  /** Root -> name of every project. */
  readonly names: ReadonlyMap<string, string>;
  /** Roots of the projects that images are packed from. */
  readonly packed: ReadonlySet<string>;
  readonly goTools: ProjectFacts['goTools'];
  readonly locks: LockInputs;
  /** By project name. */
  readonly upstream: (project: string) => ProjectFacts['upstream'];
}

/** Answers what a toolchain asks of a project when it gives it targets. */
export function projectFacts({
  present,
  read,
  names,
  packed,
  goTools,
  locks: lockInputs,
  upstream,
}: WorkspaceFacts): (candidate: Candidate) => ProjectFacts {
  const roots = [...names.keys()];
  const npmPackages = present.has('package.json') ? packagesNamedIn(read('package.json')) : new Set<string>();
  return ({ file, root, text, go }) => {
    const name = names.get(root) ?? root;
    return {
      root,
      name,
      marker: text,
      around: isAround(root, roots),
      packed: packed.has(root),
      goTools,
      upstream: upstream(name),
      ...(go ? { go } : {}),
      has: (inside) => present.has(path.posix.join(root, inside)),
      installed: (packages) => packages.filter((one) => npmPackages.has(one)),
      above: (settings) => settingsAbove(root, settings).filter((above) => present.has(above)),
      locks(verb) {
        const { name: distribution, hasVariants } = parsePyproject(text, file);
        return lockInputs.checks(root, distribution, hasVariants, verb);
      },
      toolLocks: (verb) => lockInputs.tools(root, verb),
    };
  };
}

/** Whether other projects lie in folders below this one's. */
export function isAround(root: string, roots: readonly string[]): boolean {
  return roots.some((other) => other !== root && (root === '.' || other.startsWith(`${root}/`)));
}

function settingsAbove(root: string, names: readonly string[]): string[] {
  const folders = root === '.' ? [] : upwards(path.posix.dirname(root));
  return folders.flatMap((folder) => names.map((name) => path.posix.join(folder, name)));
}

/** Programs that Go tool modules of the workspace pin. */
export function goToolsIn(
  candidates: readonly Candidate[],
  { byRoot }: LoadedModules,
  names: ReadonlyMap<string, string>,
): ProjectFacts['goTools'] {
  const tools = new Map<string, { project: string; root: string }>();
  for (const { root, toolchain } of candidates) {
    if (toolchain.name !== 'go-tool') continue;
    for (const tool of byRoot.get(root)?.goMod.tools ?? []) tools.set(programOf(tool), { project: names.get(root) ?? root, root });
  }
  return tools;
}
