import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';

/** Files below a folder. */
export interface FileSet {
  /** Absolute. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly files: readonly string[];
}

/** Everything below a folder, hidden files too, and links as links. */
export async function filesIn(folder: string): Promise<FileSet> {
  return { folder, files: await readdir(folder, { recursive: true }) };
}

/**
 * A hash of files by name, kind and content: independent of where the folders are, of the order of the files, of times
 * and of the umask of whoever checked them out.
 * @param facts anything else that counts.
 * @returns SHA-256 in hexadecimal.
 */
export async function hashFiles(sets: readonly FileSet[], facts: unknown): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const { folder, files } of sets) {
    hash.update(JSON.stringify(files.length));
    for (const file of [...files].sort()) await addFile(hash, folder, file);
  }
  return hash.digest('hex');
}

async function addFile(hash: Hash, folder: string, file: string): Promise<void> {
  const full = path.join(folder, file);
  const stat = await lstat(full);
  if (stat.isDirectory()) return void hash.update(JSON.stringify([file, 'folder']));
  const kind = stat.isSymbolicLink() ? `link ${await readlink(full)}` : stat.mode & 0o100 ? 'program' : 'file';
  hash.update(JSON.stringify([file, kind, stat.size]));
  if (!stat.isFile()) return;
  for await (const chunk of createReadStream(full)) hash.update(chunk as Buffer);
}
