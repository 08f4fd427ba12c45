import { asTable, stringsIn, type Table, tableAt } from './toml.ts';

/** Normalised names of the distributions that a pyproject.toml asks for. */
export interface Requirements {
  /** Whoever installs the project gets these, or can choose to: dependencies and extras. */
  readonly installed: ReadonlySet<string>;
  /** Only who works on the project gets these: dependency groups and their forerunners. */
  readonly development: ReadonlySet<string>;
}

export function requirementsOf(table: Table): Requirements {
  const project = tableAt(table, 'project');
  const poetry = tableAt(table, 'tool', 'poetry');
  const hooks = tablesOf(tableAt(table, 'tool', 'hatch', 'metadata', 'hooks'));
  const environments = tablesOf(tableAt(table, 'tool', 'hatch', 'envs'));
  return {
    installed: new Set([
      ...namesIn(project['dependencies']),
      ...namesOfGroups(tableAt(project, 'optional-dependencies')),
      ...hooks.flatMap((hook) => [...namesIn(hook['dependencies']), ...namesOfGroups(tableAt(hook, 'optional-dependencies'))]),
      ...keysOf(tableAt(poetry, 'dependencies')),
    ]),
    development: new Set([
      ...namesOfGroups(tableAt(table, 'dependency-groups')),
      ...namesIn(tableAt(table, 'tool', 'uv')['dev-dependencies']),
      ...namesOfGroups(tableAt(table, 'tool', 'pdm', 'dev-dependencies')),
      ...environments.flatMap((environment) => [...namesIn(environment['dependencies']), ...namesIn(environment['extra-dependencies'])]),
      ...keysOf(tableAt(poetry, 'dev-dependencies')),
      ...tablesOf(tableAt(poetry, 'group')).flatMap((group) => keysOf(tableAt(group, 'dependencies'))),
    ]),
  };
}

/** Names are equal regardless of case and of runs of `-`, `_` and `.`: https://peps.python.org/pep-0503/ */
export function normalise(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/**
 * The names that requirements begin with. A dependency group may also hold tables, `{ include-group = "…" }`: what the
 * included group holds is read where it stands.
 */
function namesIn(requirements: unknown): string[] {
  return stringsIn(requirements).flatMap((requirement) => {
    const name = /^\s*([a-z\d][\w.-]*)/i.exec(requirement)?.[1];
    return name === undefined ? [] : [normalise(name)];
  });
}

function namesOfGroups(groups: Table): string[] {
  return Object.values(groups).flatMap(namesIn);
}

function keysOf(table: Table): string[] {
  return Object.keys(table).map(normalise);
}

function tablesOf(table: Table): Table[] {
  return Object.values(table).map(asTable);
}
