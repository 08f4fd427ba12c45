import type { Entry, Store } from './store.ts';

export interface Keep {
  readonly bytes: number;
  /** Since an artifact was last used, in milliseconds. */
  readonly ageMs: number;
}

/** Where there is too much, a tenth more is removed, so that not every artifact that arrives makes somebody count them all. */
const ROOM = 0.9;

/** Keeps a store within its limits. What is being read stays, however old it is. */
export class Eviction {
  readonly #store: Store;
  readonly #keep: Keep;
  readonly #evicted: (entry: Entry) => void;
  #bytes = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;

  constructor(store: Store, keep: Keep, evicted: (entry: Entry) => void) {
    this.#store = store;
    this.#keep = keep;
    this.#evicted = evicted;
  }

  /** Bytes in the store, as far as it is known. */
  get bytes(): number {
    return Number.isFinite(this.#bytes) ? this.#bytes : 0;
  }

  /** To be told of what was stored. @returns when the store is within its limits again. */
  async stored(bytes: number): Promise<void> {
    this.#bytes += bytes;
    if (this.#bytes > this.#keep.bytes) await this.run();
  }

  /** Counts what is there, and removes what is beyond the limits. One at a time. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    await this.#store.sweep();
    const entries: Entry[] = [];
    for await (const entry of this.#store.list()) entries.push(entry);
    entries.sort((a, b) => a.usedAt - b.usedAt);
    let bytes = entries.reduce((sum, { size }) => sum + size, 0);
    const oldest = Date.now() - this.#keep.ageMs;
    const target = bytes > this.#keep.bytes ? this.#keep.bytes * ROOM : Number.POSITIVE_INFINITY;
    for (const entry of entries) {
      if (entry.usedAt >= oldest && bytes <= target) break;
      if (this.#store.isRead(entry)) continue;
      await this.#store.remove(entry);
      bytes -= entry.size;
      this.#evicted(entry);
    }
    this.#bytes = bytes;
  }
}
