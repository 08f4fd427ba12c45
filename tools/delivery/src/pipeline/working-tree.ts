import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { askGit } from '../adapters/git.ts';
import type { ProcessRunner } from '../ports.ts';

/** What is not as in HEAD: the hash of each file, or 'gone'. */
export type WorkingTree = ReadonlyMap<string, string>;

/** @throws E_NOT_A_CLONE */
export async function workingTree(workspaceRoot: string, process: ProcessRunner): Promise<WorkingTree> {
  const stdout = await askGit(process, ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all']);
  // Two letters and a space, then the name.
  const files = stdout.split('\0').flatMap((entry) => (entry === '' ? [] : entry.slice(3)));
  return new Map(await Promise.all(files.map(async (file) => [file, await hashOf(path.join(workspaceRoot, file))] as const)));
}

/** What was written, made or removed between two moments. @returns sorted files. */
export function writtenBetween(before: WorkingTree, after: WorkingTree): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file)).sort();
}

async function hashOf(file: string): Promise<string> {
  return readFile(file).then(
    (bytes) => hash('sha256', bytes),
    () => 'gone',
  );
}
