import { declaredRoots, isInstalled, type PackageRoot } from './layout.ts';
import { normalise, type Requirements, requirementsOf } from './requirements.ts';
import { asTable, parseToml, tableAt } from './toml.ts';

/** The parts of a pyproject.toml that the project graph needs. */
export interface Pyproject {
  /** Whether it describes a project; others hold settings or a workspace only. */
  readonly isProject: boolean;
  /** Normalised distribution name; undefined for a file that only holds settings or a workspace. */
  readonly name: string | undefined;
  readonly requirements: Requirements;
  /** Whether it can be installed with more than its dependencies: extras, or groups for development. */
  readonly hasVariants: boolean;
  /** Whether others can import it. */
  readonly isInstalled: boolean;
  /** Where the build backend is told to find the packages; empty when it is left to convention. */
  readonly packageRoots: readonly PackageRoot[];
}

/** @throws E_MANIFEST_INVALID with file, line and column when the file is not TOML. */
export function parsePyproject(text: string, file: string): Pyproject {
  const table = parseToml(text, file);
  const name = tableAt(table, 'project')['name'] ?? tableAt(table, 'tool', 'poetry')['name'];
  const requirements = requirementsOf(table);
  return {
    isProject: table['project'] !== undefined || asTable(table['tool'])['poetry'] !== undefined,
    name: typeof name === 'string' ? normalise(name) : undefined,
    requirements,
    hasVariants: requirements.development.size > 0 || tableAt(table, 'project')['optional-dependencies'] !== undefined,
    isInstalled: isInstalled(table),
    packageRoots: declaredRoots(table),
  };
}
