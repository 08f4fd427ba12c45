import { rename, rm } from 'node:fs/promises';
import type { Received } from '../store/incoming.ts';
import type { Breaker } from './breaker.ts';
import { noteFault } from './fault.ts';
import type { Tally } from './tally.ts';
import type { Upload, Upstream } from './upstream.ts';

/** Artifacts that are sent at the same time. */
const AT_ONCE = 4;

/** Sends artifacts to the cache while the build goes on. */
export class Uploads {
  readonly #upstream: Upstream;
  readonly #breaker: Breaker;
  readonly #tally: Tally;
  readonly #waiting: (readonly [hash: string, upload: Upload])[] = [];
  readonly #workers = new Set<Promise<void>>();
  #readOnly = false;

  constructor(upstream: Upstream, breaker: Breaker, tally: Tally) {
    this.#upstream = upstream;
    this.#breaker = breaker;
    this.#tally = tally;
  }

  /** Whether the cache takes nothing from this token. */
  get pointless(): boolean {
    return this.#readOnly;
  }

  /** Artifacts that are not sent yet. */
  get left(): number {
    return this.#waiting.length + this.#workers.size;
  }

  /** Takes a file over. */
  async add(hash: string, { file, size, sha256 }: Received, taskMs: number | undefined): Promise<void> {
    const kept = `${file}.upload`;
    await rename(file, kept);
    this.#waiting.push([hash, { file: kept, size, sha256, taskMs }]);
    if (this.#workers.size >= AT_ONCE) return;
    const worker = this.#work().finally(() => this.#workers.delete(worker));
    this.#workers.add(worker);
  }

  /** Waits until everything is sent, or until `signal` is aborted; what is left then is not sent. */
  async finish(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    while (this.#workers.size > 0 && !signal.aborted) await Promise.race([...this.#workers, aborted]);
    if (this.left > 0) this.#tally.fault(`${this.left} artifacts were not stored in time`);
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const [hash, upload] = next;
      await this.#send(hash, upload);
      await rm(upload.file, { force: true });
    }
  }

  async #send(hash: string, upload: Upload): Promise<void> {
    for (let attempts = 2; attempts > 0 && !this.#readOnly && this.#breaker.allows(); attempts--) {
      try {
        const outcome = await this.#upstream.put(hash, upload);
        this.#breaker.worked();
        if (outcome === 'read-only') this.#readOnly = true;
        if (outcome === 'too-large') this.#tally.fault(`an artifact of ${upload.size} bytes is too large for the cache`);
        if (outcome !== 'stored') return;
        this.#tally.stored++;
        this.#tally.storedBytes += upload.size;
        return;
      } catch (error) {
        noteFault(error, this.#breaker, this.#tally);
      }
    }
  }
}
