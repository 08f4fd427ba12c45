import { normalise } from './requirements.ts';
import { asTable, parseToml, stringsIn, type Table, tableAt, tablesIn } from './toml.ts';

interface Locked {
  readonly version: string;
  /** Whether it comes from an index; otherwise it is part of the workspace, or from a place that may change. */
  readonly source: 'index' | 'workspace' | 'elsewhere';
  readonly dependencies: readonly Table[];
  readonly extras: Table;
}

/** A uv.lock: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile */
export interface UvLock {
  readonly packages: ReadonlyMap<string, readonly Locked[]>;
  /** What the dependency groups of the workspace's own pyproject.toml ask for. */
  readonly groups: ReadonlyMap<string, readonly Table[]>;
}

/** @throws E_MANIFEST_INVALID with file, line and column when the file is not TOML. */
export function parseUvLock(text: string, file: string): UvLock {
  const table = parseToml(text, file);
  const packages = tablesIn(table['package']).map((locked): [string, Locked] => [nameOf(locked), lockedOf(locked)]);
  const byName = Map.groupBy(packages, ([name]) => name);
  const groups = Object.entries(tableAt(table, 'manifest', 'dependency-groups'));
  return {
    packages: new Map([...byName].map(([name, all]) => [name, all.map(([, locked]) => locked)])),
    groups: new Map(groups.map(([name, wanted]) => [name, tablesIn(wanted)])),
  };
}

function lockedOf(locked: Table): Locked {
  const source = tableAt(locked, 'source');
  const member = ['editable', 'virtual', 'directory', 'workspace'].some((kind) => kind in source);
  return {
    version: stringsIn(locked['version'])[0] ?? '',
    source: member ? 'workspace' : 'registry' in source ? 'index' : 'elsewhere',
    dependencies: tablesIn(locked['dependencies']),
    extras: asTable(locked['optional-dependencies']),
  };
}

/**
 * The part of a lock that these requirements take: `name==version` of everything from an index, whatever the platform.
 * @returns undefined when something comes from elsewhere, whose version does not say what it is.
 */
export function lockedPart({ packages }: UvLock, wanted: readonly Table[]): Set<string> | undefined {
  const part = new Set<string>();
  const open = [...wanted];
  const seen = new Set<string>();
  for (let table = open.pop(); table !== undefined; table = open.pop()) {
    const name = nameOf(table);
    // In requirements of the workspace the list is called `extras`, in those of packages `extra`.
    for (const extra of [...stringsIn(table['extra']), ...stringsIn(table['extras'])]) {
      if (seen.has(`${name}[${extra}]`)) continue;
      seen.add(`${name}[${extra}]`);
      for (const { extras } of packages.get(name) ?? []) open.push(...tablesIn(extras[extra]));
    }
    if (seen.has(name)) continue;
    seen.add(name);
    for (const { version, source, dependencies } of packages.get(name) ?? []) {
      if (source === 'elsewhere') return undefined;
      if (source === 'index') part.add(`${name}==${version}`);
      open.push(...dependencies);
    }
  }
  return part;
}

/** `name==version` of each line of an exported lock, in the format of pip's requirements files. */
export function exportedPart(text: string): Set<string> {
  return new Set([...text.matchAll(/^([\w.-]+)==([^\s;\\]+)/gm)].map(([, name = '', version]) => `${normalise(name)}==${version}`));
}

function nameOf(table: Table): string {
  return normalise(stringsIn(table['name'])[0] ?? '');
}
