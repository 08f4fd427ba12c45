import type { Scanner, SourceReader } from '../scans.ts';
import { type PythonImport, pythonImports } from './imports.ts';
import { decodePython } from './source.ts';

const SCANNER: Scanner<readonly PythonImport[]> = { parse: (bytes) => pythonImports(decodePython(bytes)), nothing: [] };

export function readPythonImports(reader: SourceReader, file: string): readonly PythonImport[] {
  return reader.read(file, SCANNER);
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
