import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Longer files are data, binary or minified: their lines say nothing about a finding. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads lines of the workspace's files, each file once. */
export class Lines {
  readonly #root: string;
  readonly #files = new Map<string, readonly string[] | undefined>();

  constructor(workspaceRoot: string) {
    this.#root = workspaceRoot;
  }

  /** The text of a line and of its nearest neighbours that are not empty, or undefined where the file is no text. */
  around(file: string, line: number): string[] | undefined {
    if (!this.#files.has(file)) this.#files.set(file, readLines(path.join(this.#root, file)));
    const lines = this.#files.get(file);
    const own = lines?.[line - 1];
    if (lines === undefined || own === undefined) return undefined;
    return [lines.slice(0, line - 1).findLast(hasText) ?? '', own, lines.slice(line).find(hasText) ?? ''].map(normalised);
  }
}

function readLines(file: string): readonly string[] | undefined {
  try {
    if (statSync(file).size > MAX_BYTES) return undefined;
    const text = readFileSync(file, 'utf8');
    return text.includes('\0') ? undefined : text.split('\n');
  } catch {
    // A folder, or gone: a finding may be about a file that only a commit has.
    return undefined;
  }
}

/** A hash of what a finding is about; line numbers are no part of it. */
export function fingerprintOf(rule: string, file: string, subject: readonly string[]): string {
  return createHash('sha256')
    .update([rule, file, ...subject.map(normalised)].join('\0'))
    .digest('hex');
}

/** Tells equal findings of a file apart: the first, the second, ... */
export class Ordinals {
  readonly #seen = new Map<string, number>();

  next(fingerprint: string): number {
    const ordinal = this.#seen.get(fingerprint) ?? 0;
    this.#seen.set(fingerprint, ordinal + 1);
    return ordinal;
  }
}

function hasText(line: string): boolean {
  return line.trim() !== '';
}

/** Formatting moves and wraps, it does not change what is meant. */
function normalised(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
