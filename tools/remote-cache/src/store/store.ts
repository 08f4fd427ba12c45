import type { Readable } from 'node:stream';

/** Where an artifact is: one scope never sees the other's, whatever the hash. */
export interface Key {
  readonly scope: string;
  /** Nx's hash of the task, as in the URL. */
  readonly hash: string;
}

/** What is told of an artifact that arrives. */
export interface Claim {
  /** Bytes that were announced. */
  readonly size: number;
  /** SHA-256 that was announced, in hexadecimal. */
  readonly sha256?: string | undefined;
  /** How long the task took that made it, in milliseconds. */
  readonly taskMs?: number | undefined;
}

/** A stored artifact whose bytes have been checked. Whoever gets one reads or destroys `body`. */
export interface Artifact {
  readonly size: number;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly taskMs: number | undefined;
  readonly body: Readable;
}

export interface Entry extends Key {
  readonly size: number;
  /** Stored or last read, in milliseconds since 1970. */
  readonly usedAt: number;
}

/** Artifacts somewhere. What every one of them keeps is tested in `tests/store/conformance.ts`. */
export interface Store {
  /** The artifact, whole and unaltered. One that is damaged is removed and counts as none. */
  find(key: Key): Promise<Artifact | undefined>;
  /**
   * Stores what arrives, whole or not at all; what is there already stays.
   * @throws Incomplete when it is not what was announced.
   */
  add(key: Key, body: AsyncIterable<Uint8Array>, claim: Claim): Promise<'stored' | 'present'>;
  /** @returns whether it was there. */
  remove(key: Key): Promise<boolean>;
  list(scope?: string): AsyncIterable<Entry>;
  scopes(): Promise<string[]>;
  /** Whether somebody is being sent this artifact: it is not evicted. */
  isRead(key: Key): boolean;
  /** Removes what a process that was killed left half-written. */
  sweep(): Promise<void>;
  /** Whether it can be used now. @throws what the file system or the server says. */
  check(): Promise<void>;
}

/** An artifact is not what was announced. */
export class Incomplete extends Error {
  override readonly name = 'Incomplete';
}

/** Told of every artifact that was found damaged. */
export type Damaged = (key: Key, why: string) => void;
