import path from 'node:path';
import type { Scanner, SourceReader } from '../scans.ts';
import { isSource, moduleFinder } from './folders.ts';
import { type GoSource, NOTHING, parseGoSource } from './source.ts';

/** The Go files of a workspace; paths are relative to its root. */
export interface GoSources {
  read(file: string): GoSource;
  /** The Go files of the module with this root, without those of modules inside it. */
  below(root: string): readonly string[];
}

const SCANNER: Scanner<GoSource> = { parse: (bytes) => parseGoSource(bytes.toString('utf8')), nothing: NOTHING };

/** @param files every file of the workspace that Nx lists; others than Go's may be among them. */
export function goSources(reader: SourceReader, files: readonly string[]): GoSources {
  const goMods = files.filter((file) => path.posix.basename(file) === 'go.mod');
  const moduleOf = moduleFinder(new Set(goMods.map((file) => path.posix.dirname(file))));
  const byModule = Map.groupBy(files.filter(isSource), (file) => moduleOf(path.posix.dirname(file)));
  return { read: (file) => readGoSource(reader, file), below: (root) => byModule.get(root) ?? [] };
}

export function readGoSource(reader: SourceReader, file: string): GoSource {
  return reader.read(file, SCANNER);
}
