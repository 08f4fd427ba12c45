import { parse, TomlError } from 'smol-toml';
import { DeliveryError } from '../../errors.ts';

export type Table = Readonly<Record<string, unknown>>;

/** @throws E_MANIFEST_INVALID with file, line and column when the text is not TOML. */
export function parseToml(text: string, file: string): Table {
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

/** The table at a path of keys. Empty when it is missing or something else: what is no table names no project. */
export function tableAt(table: Table, ...keys: readonly string[]): Table {
  return keys.reduce<Table>((at, key) => asTable(at[key]), table);
}

export function asTable(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

export function tablesIn(value: unknown): Table[] {
  return (Array.isArray(value) ? value : []).map(asTable);
}

/** The strings of a list, or the one string that stands in place of a list. */
export function stringsIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
