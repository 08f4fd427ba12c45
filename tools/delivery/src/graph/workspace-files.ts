import { hash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
// The rules of .gitignore, as ESLint and Prettier read them.
import ignore, { type Ignore } from 'ignore';
import type { DiskCache } from './disk-cache.ts';
import { isSame, isSettled, type Stamp, stampOf } from './stamp.ts';

/** What the ignore files at and above a folder say about what is in it. */
interface Rules {
  /** Hash of them all. */
  readonly key: string;
  readonly files: readonly { readonly folder: string; readonly matcher: Ignore }[];
}

/** The content of a folder when it had this stamp: names of its ignore files and, under these rules, of the rest. */
export interface KnownFolder {
  readonly stamp: Stamp;
  readonly ignoreFiles: readonly string[];
  readonly rules: string;
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

const IGNORE_FILES = new Set(['.gitignore', '.nxignore']);
/** What Nx never looks into. */
const NEVER = new Set(['.git', 'node_modules']);

/**
 * The files of a workspace as Nx lists them, relative to its root and sorted: without what git or Nx is told to ignore. Symbolic
 * links to folders are not followed, so no loop can catch us. A folder that has not changed is not read again.
 * @param wanted matches the names of the files that are listed; always the same for one cache.
 */
export function workspaceFiles(workspaceRoot: string, wanted: RegExp, cache: DiskCache<KnownFolder>): string[] {
  const found: string[] = [];
  function walk(folder: string, above: Rules): void {
    const { known, rules } = content(workspaceRoot, folder, above, wanted, cache.get(folder));
    if (isSettled(known.stamp)) cache.set(folder, known);
    for (const name of known.files) found.push(folder + name);
    for (const name of known.folders) walk(`${folder}${name}/`, rules);
  }
  walk('', { key: '', files: [] });
  return found.sort();
}

function content(
  workspaceRoot: string,
  folder: string,
  above: Rules,
  wanted: RegExp,
  before: KnownFolder | undefined,
): { known: KnownFolder; rules: Rules } {
  const full = path.join(workspaceRoot, folder);
  const stamp = stampOf(full);
  const same = before !== undefined && isSame(before.stamp, stamp);
  const entries = (): Dirent[] => readdirSync(full, { withFileTypes: true });
  const ignoreFiles = same ? before.ignoreFiles : entries().flatMap(({ name }) => (IGNORE_FILES.has(name) ? [name] : []));
  const rules = ignoreFiles.reduce((all, name) => withFile(all, folder, readFileSync(path.join(full, name), 'utf8')), above);
  if (same && before.rules === rules.key) return { known: before, rules };
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of entries()) {
    if (entry.isDirectory()) {
      if (!NEVER.has(entry.name) && !isIgnored(`${folder}${entry.name}/`, rules)) folders.push(entry.name);
    } else if (wanted.test(entry.name) && !isIgnored(folder + entry.name, rules)) files.push(entry.name);
  }
  return { known: { stamp, ignoreFiles, rules: rules.key, folders, files }, rules };
}

function withFile({ key, files }: Rules, folder: string, text: string): Rules {
  return { key: hash('sha1', key + folder + text), files: [...files, { folder, matcher: ignore().add(text) }] };
}

/** The rules of a folder win over those above it. https://git-scm.com/docs/gitignore */
function isIgnored(name: string, { files }: Rules): boolean {
  let ignored = false;
  for (const { folder, matcher } of files) {
    const verdict = matcher.test(name.slice(folder.length));
    if (verdict.ignored) ignored = true;
    else if (verdict.unignored) ignored = false;
  }
  return ignored;
}
