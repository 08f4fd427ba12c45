import { hash } from 'node:crypto';
import path from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { DiskCache } from './disk-cache.ts';
import type { Edge } from './edge.ts';
import type { Scan } from './scans.ts';
import { isSettled, type Stamp, stampOf } from './stamp.ts';
import type { KnownFolder } from './workspace-files.ts';

/** An answer and the hash of everything that it was made of. */
interface Answer<T> {
  readonly key: string;
  readonly answer: T;
}

/** Configurations by project root, by the file that contributes them. */
export type Nodes = Readonly<Record<string, Readonly<Record<string, ProjectConfiguration>>>>;

/** What this process and earlier ones found out about a workspace. */
export interface Knowledge {
  readonly folders: DiskCache<KnownFolder>;
  readonly scans: DiskCache<Scan>;
  readonly projects: DiskCache<Answer<Nodes>>;
  readonly edges: DiskCache<Answer<readonly Edge[]>>;
}

const known = new Map<string, Knowledge>();

export function knowledgeOf(workspaceRoot: string): Knowledge {
  const before = known.get(workspaceRoot);
  if (before !== undefined) return before;
  const empty: Knowledge = {
    folders: new DiskCache(workspaceRoot, 'folders'),
    scans: new DiskCache(workspaceRoot, 'scans'),
    projects: new DiskCache(workspaceRoot, 'projects'),
    edges: new DiskCache(workspaceRoot, 'edges'),
  };
  known.set(workspaceRoot, empty);
  return empty;
}

export function saveKnowledge(workspaceRoot: string): void {
  for (const cache of Object.values(knowledgeOf(workspaceRoot)) as DiskCache<unknown>[]) cache.save();
}

/** @returns the earlier answer if nothing that it was made of has changed. */
export function recall<T>(cache: DiskCache<Answer<T>>, key: string | undefined): T | undefined {
  const before = cache.get('answer');
  return before !== undefined && before.key === key ? before.answer : undefined;
}

/** Keeps a complete answer, never one with an error. */
export function remember<T>(cache: DiskCache<Answer<T>>, key: string | undefined, answer: T): void {
  if (key !== undefined) cache.set('answer', { key, answer });
}

/** Stamps of these files, relative to the workspace root; of one that is gone, or a link that leads nowhere, none. */
export function stampsOf(workspaceRoot: string, files: Iterable<string>): Map<string, Stamp | undefined> {
  const stamps = new Map<string, Stamp | undefined>();
  for (const file of files) stamps.set(file, stampIfAny(path.join(workspaceRoot, file)));
  return stamps;
}

function stampIfAny(file: string): Stamp | undefined {
  try {
    return stampOf(file);
  } catch {
    return undefined;
  }
}

/** Hash of the state of files and of what else counts. Undefined while a file changes: one hash might stand for two states. */
export function keyOf(stamps: ReadonlyMap<string, Stamp | undefined>, ...others: readonly unknown[]): string | undefined {
  const lines: string[] = [JSON.stringify(others)];
  for (const [file, stamp] of stamps) {
    if (stamp !== undefined && !isSettled(stamp)) return undefined;
    lines.push(`${file} ${stamp}`);
  }
  return hash('sha1', lines.join('\n'));
}
