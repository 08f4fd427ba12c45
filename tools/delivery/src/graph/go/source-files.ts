import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DeliveryError } from '../../errors.ts';
import { isIgnored, isSource } from './folders.ts';
import { type GoSource, parseGoSource } from './source.ts';

/** Reads Go files of a workspace; paths are relative to its root. */
export interface GoSources {
  /** @throws E_MANIFEST_INVALID when the file cannot be read: without it the graph would be a part only. */
  read(file: string): GoSource;
  /** The Go files of the module with this root, without those of modules inside it. */
  below(root: string): readonly string[];
}

interface Known {
  readonly modified: number;
  readonly size: number;
  readonly source: GoSource;
}

/** Files that were read before, by absolute path: Nx asks for projects and then for dependencies, and again at each change. */
const known = new Map<string, Known>();

export function goSources(workspaceRoot: string): GoSources {
  const walked = new Map<string, readonly string[]>();
  return {
    read: (file) => readSource(workspaceRoot, file),
    below(root) {
      const files = walked.get(root) ?? walk(workspaceRoot, root);
      walked.set(root, files);
      return files;
    },
  };
}

function readSource(workspaceRoot: string, file: string): GoSource {
  const full = path.join(workspaceRoot, file);
  try {
    const { mtimeMs: modified, size } = statSync(full);
    const before = known.get(full);
    if (before?.modified === modified && before.size === size) return before.source;
    const source = parseGoSource(readFileSync(full, 'utf8'));
    known.set(full, { modified, size, source });
    return source;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Removed since it was listed.
    if (code === 'ENOENT') return parseGoSource('');
    throw new DeliveryError('E_MANIFEST_INVALID', { what: message, where: file, fix: 'make the file readable, or remove it' });
  }
}

/** Symbolic links to folders are not followed, as the go command does not follow them: no loop can catch us. */
function walk(workspaceRoot: string, root: string, inside = ''): string[] {
  const folder = inside === '' ? root : inside;
  const entries = readdirSync(path.join(workspaceRoot, folder), { withFileTypes: true });
  if (inside !== '' && entries.some(({ name }) => name === 'go.mod')) return [];
  return entries.flatMap((entry) => {
    const name = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return isSource(entry.name) ? [name] : [];
    return isIgnored(entry.name) || entry.name === 'testdata' ? [] : walk(workspaceRoot, root, name);
  });
}
