import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Served } from './artifacts.ts';

/** What Prometheus is told. No label names a scope, a token or a hash: their number would have no bound. */
export class Metrics {
  readonly registry = new Registry();
  readonly damaged = this.#counter('damaged_total', 'Artifacts that were found damaged and removed');
  readonly evicted = this.#counter('evicted_total', 'Artifacts that were removed by size or age');
  readonly #requests = this.#counter('requests_total', 'Requests for artifacts, by what became of them', ['method', 'outcome']);
  readonly #bytes = this.#counter('artifact_bytes_total', 'Bytes of artifacts that were sent or stored', ['outcome']);
  readonly #saved = this.#counter('task_seconds_saved_total', 'How long the restored tasks took where they ran, as far as it is known');
  readonly #seconds = new Histogram({
    name: 'remote_cache_request_seconds',
    help: 'From the head of a request to the end of its answer',
    labelNames: ['method'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [this.registry],
  });

  constructor(storedBytes: () => number) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'remote_cache_stored_bytes',
      help: 'Bytes in the store, as of the last count',
      registers: [this.registry],
      collect() {
        this.set(storedBytes());
      },
    });
  }

  /** @param outcome the status where nothing was served. */
  request(method: 'GET' | 'PUT', seconds: number, outcome: Served | string): void {
    this.#seconds.observe({ method }, seconds);
    this.#requests.inc({ method, outcome: typeof outcome === 'string' ? outcome : outcome.outcome });
    if (typeof outcome === 'string') return;
    this.#bytes.inc({ outcome: outcome.outcome }, outcome.bytes);
    if (outcome.outcome === 'hit') this.#saved.inc((outcome.taskMs ?? 0) / 1000);
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name: `remote_cache_${name}`, help, labelNames, registers: [this.registry] });
  }
}
