import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DeliveryError } from '../errors.ts';
import type { DiskCache } from './disk-cache.ts';
import { isSame, isSettled, type Stamp, stampOf } from './stamp.ts';

/** Reads what the graph needs of one kind of source file. Its result survives JSON. */
export interface Scanner<T> {
  parse(bytes: Buffer): T;
  /** What a file has that is no longer there. */
  readonly nothing: T;
}

/** What was found in a file when it had this stamp. */
export type Scan = readonly [stamp: Stamp, found: unknown];

const LARGEST_SOURCE = 64 * 2 ** 20;
const FIX = 'correct or remove the file, or name it in .nxignore';

/** Reads source files for one moment's graph: a file that changes while it is made is seen once. */
export class SourceReader {
  /** Files that cannot be source code. Without them the graph is a part only, so whoever shows it has to say so. */
  readonly errors = new Map<string, DeliveryError>();
  readonly workspaceRoot: string;
  readonly #cache: DiskCache<Scan>;
  readonly #stamps: ReadonlyMap<string, Stamp | undefined>;
  readonly #seen = new Map<string, unknown>();

  /** @param stamps of files that have been looked at just now. */
  constructor(workspaceRoot: string, cache: DiskCache<Scan>, stamps: ReadonlyMap<string, Stamp | undefined> = new Map()) {
    this.workspaceRoot = workspaceRoot;
    this.#cache = cache;
    this.#stamps = stamps;
  }

  /** @param file relative to the workspace root. */
  read<T>(file: string, scanner: Scanner<T>): T {
    if (this.#seen.has(file)) return this.#seen.get(file) as T;
    const found = this.#readable(file, scanner);
    this.#seen.set(file, found);
    return found;
  }

  #readable<T>(file: string, scanner: Scanner<T>): T {
    try {
      return this.#scan(file, scanner);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Removed since it was listed, or a link to a folder.
      if (code !== 'ENOENT' && code !== 'EISDIR') {
        this.errors.set(file, new DeliveryError('E_SOURCE_UNREADABLE', { what: message, where: file, fix: FIX }));
      }
      return scanner.nothing;
    }
  }

  /** Scans a file, unless that was done when it was as it is now. */
  #scan<T>(file: string, { parse }: Scanner<T>): T {
    const full = path.join(this.workspaceRoot, file);
    const stamp = this.#stamps.get(file) ?? stampOf(full);
    const before = this.#cache.get(file);
    if (before !== undefined && isSame(before[0], stamp)) return before[1] as T;
    const [, size] = stamp;
    if (size > LARGEST_SOURCE) throw new Error(`the file has ${Math.round(size / 2 ** 20)} MiB, more than any source code`);
    const bytes = readFileSync(full);
    const zero = bytes.indexOf(0);
    if (zero >= 0) throw new Error(`the file is binary: byte ${zero} is 0`);
    const found = parse(bytes);
    if (isSettled(stamp)) this.#cache.set(file, [stamp, found]);
    return found;
  }
}
