import type { Scanner, SourceReader } from '../scans.ts';
import { type PythonImport, pythonImports } from './imports.ts';
import { decodePython } from './source.ts';

/** What a file takes out of one module, wherever in the file it does. Without names it takes the module itself. */
export type ImportedModule = Omit<PythonImport, 'line'>;

const SCANNER: Scanner<readonly ImportedModule[]> = { parse: (bytes) => merged(pythonImports(decodePython(bytes))), nothing: [] };

export function readPythonImports(reader: SourceReader, file: string): readonly ImportedModule[] {
  return reader.read(file, SCANNER);
}

/** Each module once: files import the same in many functions. */
function merged(imports: readonly PythonImport[]): ImportedModule[] {
  const modules = new Map<string, { module: string; level: number; names: Set<string> }>();
  for (const { module, level, names } of imports) {
    const key = `${'.'.repeat(level)}${module} ${names.length > 0}`;
    const known = modules.get(key);
    if (known === undefined) modules.set(key, { module, level, names: new Set(names) });
    else for (const name of names) known.names.add(name);
  }
  return [...modules.values()].map(({ names, ...module }) => ({ ...module, names: [...names] }));
}

/**
 * Below a project's root: what runs in its own checks only. Folders of examples and the like count at the top alone, as deeper
 * ones may be part of a package.
 */
const TEST =
  /(?:^|\/)(?:tests?|testing_utils)\/|^(?:examples?|docs|samples|benchmarks?|scripts)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/;

/** @param file relative to its project's root. */
export function isPythonTest(file: string): boolean {
  return TEST.test(file);
}
