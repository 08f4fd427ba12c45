/** Faults in a row after which the cache is left alone. */
const FAULTS = 3;

/** Leaves a cache alone that does not work, and tries it again from time to time. */
export class Breaker {
  readonly #pauseMs: number;
  readonly #opened: (why: string) => void;
  #faults = 0;
  #closedUntil = 0;
  #told = false;

  /**
   * @param pauseMs until one request is let through again.
   * @param opened is told once why the cache is not used.
   */
  constructor(pauseMs: number, opened: (why: string) => void) {
    this.#pauseMs = pauseMs;
    this.#opened = opened;
  }

  /** Whether to ask the cache now. After a pause one request finds out for all. */
  allows(): boolean {
    if (this.#faults < FAULTS) return true;
    if (performance.now() < this.#closedUntil) return false;
    this.#closedUntil = performance.now() + this.#pauseMs;
    return true;
  }

  worked(): void {
    this.#faults = 0;
  }

  failed(why: string): void {
    this.#faults++;
    if (this.#faults < FAULTS) return;
    this.#closedUntil = performance.now() + this.#pauseMs;
    if (!this.#told) this.#opened(why);
    this.#told = true;
  }

  /** For what will not get better by itself, such as a token that is refused. */
  giveUp(why: string): void {
    this.#faults = Number.POSITIVE_INFINITY;
    this.#closedUntil = Number.POSITIVE_INFINITY;
    if (!this.#told) this.#opened(why);
    this.#told = true;
  }
}
