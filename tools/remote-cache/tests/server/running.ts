import { hash } from 'node:crypto';
import { type Logger, pino } from 'pino';
import { onTestFinished } from 'vitest';
import { authorizer, type Issuers } from '../../src/access/authorize.ts';
import { parseTokens } from '../../src/access/static-tokens.ts';
import { handler } from '../../src/server/handle.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { LIMITS, type Limits, startServer } from '../../src/server/server.ts';
import { Eviction, type Keep } from '../../src/store/eviction.ts';
import { FileSystemStore } from '../../src/store/file-system.ts';
import type { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../folder.ts';

export interface Rights {
  readonly reads?: readonly string[];
  readonly writes?: string;
  readonly role?: 'admin' | 'metrics';
}

export interface Running {
  readonly url: string;
  readonly folder: string;
  readonly store: Store;
  /** Why artifacts were removed. */
  readonly damaged: string[];
  /** Every line of the log, as JSON. */
  readonly log: Record<string, unknown>[];
  get(hash: string, token: string): Promise<Response>;
  put(hash: string, token: string, body: NonNullable<RequestInit['body']>, headers?: Record<string, string>): Promise<Response>;
}

export interface Wanted {
  /** Rights by token: here a token is its own name. */
  readonly tokens?: Readonly<Record<string, Rights>>;
  readonly github?: Issuers['github'];
  readonly limits?: Partial<Limits>;
  readonly folder?: string;
  readonly keep?: Keep;
  readonly artifactBytes?: number;
  readonly requestsPerSecond?: number;
}

/** A server on a free port, until the test is over. */
export async function runningServer({
  tokens = {},
  github,
  limits,
  folder = temporaryFolder(),
  keep = { bytes: 1e9, ageMs: 1e9 },
  artifactBytes = 1e8,
  requestsPerSecond = 20_000,
}: Wanted = {}): Promise<Running> {
  const damaged: string[] = [];
  const store = new FileSystemStore(folder, (_, why) => damaged.push(why));
  const entries = Object.entries(tokens).map(([name, rights]) => ({ name, sha256: hash('sha256', name), ...rights }));
  const issuers: Issuers = { tokens: parseTokens(JSON.stringify({ tokens: entries }), 'tokens.json'), github };
  const { log, lines } = recordingLog();
  const eviction = new Eviction(store, keep, () => undefined);
  const metrics = new Metrics(() => eviction.bytes);
  const handle = handler({ store, authorize: authorizer(() => issuers), eviction, metrics, log, artifactBytes, requestsPerSecond });
  const server = await startServer(handle, { host: '127.0.0.1', port: 0 }, { ...LIMITS, ...limits });
  onTestFinished(server.close);
  const ask = (name: string, token: string, init: RequestInit = {}) =>
    fetch(`${server.url}/v1/cache/${name}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
  return {
    url: server.url,
    folder,
    store,
    damaged,
    log: lines,
    get: (name, token) => ask(name, token),
    put: (name, token, body, headers = {}) => ask(name, token, { method: 'PUT', body, headers }),
  };
}

function recordingLog(): { log: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return { log: pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(JSON.parse(line)) }), lines };
}
