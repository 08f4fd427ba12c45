import { parse, TomlError } from 'smol-toml';
import { DeliveryError } from '../errors.ts';

/** The parts of a pyproject.toml that the project graph needs. */
export interface Pyproject {
  /** Normalised distribution name; undefined for a file that only holds settings or a workspace. */
  readonly name: string | undefined;
  /** Normalised names of all declared dependencies: required, optional and of dependency groups. */
  readonly dependencies: ReadonlySet<string>;
}

/** @throws E_MANIFEST_INVALID with file and line when the file is not TOML. */
export function parsePyproject(text: string, file: string): Pyproject {
  const table = readToml(text, file);
  const project = tableIn(table, 'project');
  const lists = [
    project['dependencies'],
    ...Object.values(tableIn(project, 'optional-dependencies')),
    ...Object.values(tableIn(table, 'dependency-groups')),
  ];
  const dependencies = new Set<string>();
  for (const requirement of lists.flat()) {
    // A dependency group may also hold tables: { include-group = "…" }.
    const name = typeof requirement === 'string' ? /^[\w.-]+/.exec(requirement.trim())?.[0] : undefined;
    if (name !== undefined) dependencies.add(normalise(name));
  }
  const name = project['name'];
  return { name: typeof name === 'string' ? normalise(name) : undefined, dependencies };
}

/** Names are equal regardless of case and of runs of `-`, `_` and `.`: https://peps.python.org/pep-0503/ */
function normalise(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

function readToml(text: string, file: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new DeliveryError('E_MANIFEST_INVALID', {
      what: error.message.split('\n', 1)[0] ?? 'not TOML',
      where: `${file}:${error.line}:${error.column}`,
      fix: 'correct the file; the format is https://toml.io/en/v1.0.0',
    });
  }
}

function tableIn(table: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = table[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
