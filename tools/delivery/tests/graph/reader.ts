import { knowledgeOf } from '../../src/graph/knowledge.ts';
import { SourceReader } from '../../src/graph/scans.ts';

/** Reads sources of a folder that nothing is known of. */
export function readerOf(folder: string): SourceReader {
  return new SourceReader(folder, knowledgeOf(folder).scans);
}
