import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type Authorize, type Grant, Refused, Unverifiable } from '../access/grant.ts';
import type { Eviction } from '../store/eviction.ts';
import type { Store } from '../store/store.ts';
import { administer } from './admin.ts';
import { Answer, bearerToken, sendText } from './answer.ts';
import { receiveArtifact, type Served, sendArtifact } from './artifacts.ts';
import { HASH } from './hash.ts';
import type { Metrics } from './metrics.ts';
import { ReceiverGone } from './sent.ts';

export interface Parts {
  readonly store: Store;
  readonly authorize: Authorize;
  readonly eviction: Eviction;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Bytes of one artifact. */
  readonly artifactBytes: number;
  /** Of one token, or of one run of GitHub Actions. */
  readonly requestsPerSecond: number;
}

/** Wrong tokens that one address may try in a minute. */
const REFUSALS_PER_MINUTE = 50;
const ARTIFACT = new RegExp(`^/v1/cache/(${HASH})$`);

/** Answers requests. What it throws is a bug: it answers everything itself. */
export function handler(parts: Parts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const guard = new Guard(parts.authorize, parts.requestsPerSecond);
  return async (request, response) => {
    const started = performance.now();
    const told: Record<string, unknown> = { method: request.method, path: request.url?.slice(0, 200) };
    let served: Served | undefined;
    try {
      if (request.url === '/healthz') return await sendHealth(parts.store, response);
      const grant = await guard.admit(request);
      told['who'] = grant.who;
      served = await serve(parts, grant, request, response);
      Object.assign(told, served);
    } catch (error) {
      const answer = error instanceof Answer ? error : broken(error, response, told);
      told['why'] ??= answer.message;
      if (response.headersSent) response.destroy();
      else sendText(response, answer);
    } finally {
      const ms = performance.now() - started;
      const { method } = request;
      if (method === 'GET' || method === 'PUT') parts.metrics.request(method, ms / 1000, served ?? `${response.statusCode}`);
      parts.log.info({ ...told, status: response.statusCode, ms: Math.round(ms) });
    }
  };
}

async function serve(parts: Parts, grant: Grant, request: IncomingMessage, response: ServerResponse): Promise<Served | undefined> {
  const { store, eviction, metrics, artifactBytes } = parts;
  const { method = '', url = '' } = request;
  const hash = ARTIFACT.exec(url)?.[1];
  if (hash !== undefined && method === 'GET') return sendArtifact(store, grant, hash, response);
  if (hash !== undefined && method === 'PUT') {
    const served = await receiveArtifact(store, grant, hash, request, artifactBytes);
    response.writeHead(200).end();
    // Whoever stored it need not wait until there is room again.
    void eviction.stored(served.bytes).catch((error: Error) => parts.log.error({ error: error.message }, 'eviction failed'));
    return served;
  }
  if (hash !== undefined) throw new Answer(405, 'use GET or PUT');
  if (url === '/metrics' && method === 'GET') {
    if (!grant.metrics) throw new Answer(403, `${grant.who} may not read the metrics`);
    response.writeHead(200, { 'Content-Type': metrics.registry.contentType }).end(await metrics.registry.metrics());
    return undefined;
  }
  if (url.startsWith('/admin/')) {
    if (!grant.admin) throw new Answer(403, `${grant.who} is no administrator`);
    await administer(store, method, new URL(url, 'http://cache'), response);
    return undefined;
  }
  throw new Answer(404, 'there is nothing of this name');
}

/** Lets in who has a right to be here, and nobody too often. */
class Guard {
  readonly #authorize: Authorize;
  readonly #requests: RateLimiterMemory;
  readonly #refusals = new RateLimiterMemory({ points: REFUSALS_PER_MINUTE, duration: 60 });

  constructor(authorize: Authorize, requestsPerSecond: number) {
    this.#authorize = authorize;
    this.#requests = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
  }

  /** @throws Answer */
  async admit(request: IncomingMessage): Promise<Grant> {
    const address = request.socket.remoteAddress ?? '';
    const grant = await this.#grantOf(request, address);
    await this.#requests.consume(grant.who).catch(() => {
      throw new Answer(429, `${grant.who} asks too often`, { hangUp: true });
    });
    return grant;
  }

  async #grantOf(request: IncomingMessage, address: string): Promise<Grant> {
    try {
      return await this.#authorize(bearerToken(request));
    } catch (error) {
      if (error instanceof Unverifiable) throw new Answer(503, `the token cannot be checked now: ${error.message}`, { hangUp: true });
      if (!(error instanceof Refused)) throw error;
      await this.#refusals.consume(address).catch(() => {
        throw new Answer(429, 'too many wrong tokens', { hangUp: true });
      });
      throw new Answer(401, error.message, { hangUp: true });
    }
  }
}

async function sendHealth(store: Store, response: ServerResponse): Promise<void> {
  await store.check().catch((error: Error) => {
    throw new Answer(503, `the store cannot be used: ${error.message}`);
  });
  response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok\n');
}

/** What is no answer: the client went away, or something broke here. */
function broken(error: unknown, response: ServerResponse, told: Record<string, unknown>): Answer {
  const isGone = error instanceof ReceiverGone || response.destroyed || response.req.destroyed;
  told['why'] = isGone ? 'the client went away' : error instanceof Error ? error.stack : String(error);
  return new Answer(500, 'the cache has failed; its log says why', { hangUp: true });
}
