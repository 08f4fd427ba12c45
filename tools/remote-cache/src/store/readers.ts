import type { Readable } from 'node:stream';
import type { Key } from './store.ts';

/** Who is being sent what. */
export class Readers {
  readonly #counts = new Map<string, number>();

  /** Counts the body as being read until it ends, is destroyed or fails. */
  lend(key: Key, body: Readable): Readable {
    const name = nameOf(key);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    body.once('close', () => {
      const left = (this.#counts.get(name) ?? 1) - 1;
      if (left === 0) this.#counts.delete(name);
      else this.#counts.set(name, left);
    });
    return body;
  }

  has(key: Key): boolean {
    return this.#counts.has(nameOf(key));
  }
}

function nameOf({ scope, hash }: Key): string {
  return `${hash} ${scope}`;
}
