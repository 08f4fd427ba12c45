import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { authorizer, type Issuers } from './access/authorize.ts';
import { gitHubKeys } from './access/github.ts';
import { readTokens } from './access/static-tokens.ts';
import { handler } from './server/handle.ts';
import { Metrics } from './server/metrics.ts';
import { LIMITS, startServer } from './server/server.ts';
import { invalid, readSettings, type Settings } from './settings.ts';
import { Eviction } from './store/eviction.ts';
import { FileSystemStore } from './store/file-system.ts';
import type { Damaged, Store } from './store/store.ts';

const DEFAULTS = { gigabytes: 50, days: 30, requestsPerSecond: 5_000 };
/** Larger ones Nx, which holds them in memory, can hardly make. */
const ARTIFACT_BYTES = 2 * 1024 ** 3;
const EVICTION_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

export interface Cache {
  readonly url: string;
  /** Reads tokens and certificate anew. What cannot be used is logged, and what there was stays in use. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the cache that a settings file describes. @throws E_SETTINGS_INVALID */
export async function serve(file: string, log: Logger): Promise<Cache> {
  const settings = await readSettings(file);
  let issuers = await issuersOf(settings);
  const store = await openStore(settings, (key, why) => {
    metrics.damaged.inc();
    log.warn({ ...key, why }, 'a damaged artifact was removed');
  });
  await store.check().catch((error: Error) => {
    throw invalid(file, `the store cannot be used: ${error.message || error.name}`, 'correct folder or s3, or the rights to it');
  });
  const { gigabytes = DEFAULTS.gigabytes, days = DEFAULTS.days } = settings.keep ?? {};
  const eviction = new Eviction(store, { bytes: gigabytes * 1e9, ageMs: days * DAY_MS }, ({ scope, hash }) => {
    metrics.evicted.inc();
    log.info({ scope, hash }, 'evicted');
  });
  const metrics = new Metrics(() => eviction.bytes);
  const evict = () => eviction.run().catch((error: Error) => log.error({ error: error.message }, 'eviction failed'));
  const handle = handler({
    store,
    authorize: authorizer(() => issuers),
    eviction,
    metrics,
    log,
    artifactBytes: ARTIFACT_BYTES,
    requestsPerSecond: settings.requestsPerSecond ?? DEFAULTS.requestsPerSecond,
  });
  const server = await startServer(handle, addressOf(settings), LIMITS, await certificateOf(settings));
  const timer = setInterval(evict, EVICTION_MS);
  void evict();
  log.info({ url: server.url, folder: settings.folder, bucket: settings.s3?.bucket }, 'listening');
  return {
    url: server.url,
    async reload() {
      try {
        issuers = await issuersOf(settings);
        const tls = await certificateOf(settings);
        if (tls !== undefined) server.renewCertificate(tls);
        log.info('tokens and certificate were read anew');
      } catch (error) {
        log.error({ error: (error as Error).message }, 'tokens and certificate stay as they were');
      }
    },
    async close() {
      clearInterval(timer);
      await server.close();
    },
  };
}

/** The client of S3 is large: it is loaded where a bucket is used. */
async function openStore({ folder, s3 }: Settings, damaged: Damaged): Promise<Store> {
  if (s3 === undefined) return new FileSystemStore(folder, damaged);
  const { S3Store, s3Client } = await import('./store/s3.ts');
  return new S3Store(s3Client(s3), s3, path.join(folder, 'incoming'), damaged);
}

async function issuersOf({ tokens, github }: Settings): Promise<Issuers> {
  return {
    tokens: tokens === undefined ? new Map() : await readTokens(tokens),
    github: github && { settings: github, keys: gitHubKeys(github.issuer) },
  };
}

async function certificateOf({ tls }: Settings): Promise<SecureContextOptions | undefined> {
  if (tls === undefined) return undefined;
  const [cert, key] = await Promise.all([tls.certificate, tls.key].map((file) => readFile(file).catch(unreadable(file))));
  return { cert, key };
}

function unreadable(file: string) {
  return (error: Error): never => {
    throw invalid(file, error.message, 'correct tls in the settings');
  };
}

function addressOf({ listen }: Settings): { host: string; port: number } {
  const [, host = '', port = ''] = /^\[?(.+?)\]?:(\d+)$/.exec(listen) ?? [];
  return { host, port: Number(port) };
}
