/** What one run had of the cache. */
export class Tally {
  /** Hashes of tasks: Nx asks for one that waits for others again and again. */
  readonly asked = new Set<string>();
  hits = 0;
  hitBytes = 0;
  stored = 0;
  storedBytes = 0;
  /** Answers of the cache that were no use and that Nx was not shown. */
  faults = 0;
  /** How long the restored tasks took where they ran, in milliseconds, as far as it is known. */
  savedMs = 0;
  #lastFault = '';

  fault(why: string): void {
    this.faults++;
    this.#lastFault = why;
  }

  /** One line, or undefined when Nx asked for nothing. */
  line(): string | undefined {
    if (this.asked.size + this.stored + this.faults === 0) return undefined;
    const parts = [`${this.hits} of ${this.asked.size} tasks restored (${formatBytes(this.hitBytes)})`];
    if (this.savedMs > 0) parts.push(`${formatDuration(this.savedMs)} of work saved`);
    parts.push(`${this.stored} stored (${formatBytes(this.storedBytes)})`);
    if (this.faults > 0) parts.push(`${this.faults} faults hidden, the last: ${this.#lastFault}`);
    return `remote cache: ${parts.join(', ')}`;
  }
}

function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
