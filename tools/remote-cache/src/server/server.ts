import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { type Authorize, type Grant, Refused, Unverifiable } from '../access/grant.ts';
import type { Store } from '../store/store.ts';
import { Answer, bearerToken, sendText } from './answer.ts';
import { receiveArtifact, type Served, sendArtifact } from './artifacts.ts';

export interface ServerParts {
  readonly store: Store;
  readonly authorize: Authorize;
  readonly log: Logger;
  readonly limits: Limits;
  readonly tls?: SecureContextOptions | undefined;
}

export interface Limits {
  /** Bytes of one artifact. */
  readonly artifactBytes: number;
  /** Until the head of a request is there, in milliseconds. */
  readonly headMs: number;
  /** Without a byte in either direction, in milliseconds. */
  readonly stallMs: number;
  /** Of a whole request, in milliseconds. */
  readonly requestMs: number;
  readonly connections: number;
}

export const LIMITS: Limits = {
  artifactBytes: 2 * 1024 ** 3,
  headMs: 10_000,
  stallMs: 30_000,
  requestMs: 10 * 60_000,
  connections: 12_000,
};

export interface Server {
  /** Such as http://127.0.0.1:7077. */
  readonly url: string;
  /** Takes no new connections, and ends when the open requests are answered. */
  close(): Promise<void>;
}

/** What Nx puts into the URL is a number; other task runners use letters. Nothing of it can be a path. */
const ARTIFACT = /^\/v1\/cache\/([A-Za-z0-9_-]{2,128})$/;

/** Listens for Nx's clients. */
export async function startServer(parts: ServerParts, listen: { host: string; port: number }): Promise<Server> {
  const { limits, tls } = parts;
  const options = {
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(limits.headMs, 5_000),
    ...tls,
  };
  const handler = (request: IncomingMessage, response: ServerResponse) => void handle(parts, request, response);
  const server = tls === undefined ? http.createServer(options, handler) : https.createServer(options, handler);
  server.maxConnections = limits.connections;
  // Nobody is to hold a connection open without using it, in either direction.
  server.setTimeout(limits.stallMs, (socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ ...listen, backlog: 4096 }, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${listen.host}:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const told: Record<string, unknown> = { method: request.method, path: request.url?.slice(0, 200) };
  try {
    const grant = await grantOf(parts, request);
    told['who'] = grant.who;
    Object.assign(told, await serve(parts, grant, request, response));
  } catch (error) {
    const answer = error instanceof Answer ? error : failed(error, response, told);
    told['why'] ??= answer.message;
    if (response.headersSent) response.destroy();
    else sendText(response, answer);
  } finally {
    parts.log.info({ ...told, status: response.statusCode, ms: Math.round(performance.now() - started) });
  }
}

async function serve(parts: ServerParts, grant: Grant, request: IncomingMessage, response: ServerResponse): Promise<Served> {
  const hash = ARTIFACT.exec(request.url ?? '')?.[1];
  if (hash === undefined) throw new Answer(404, 'there is nothing of this name');
  if (request.method === 'GET') return sendArtifact(parts.store, grant, hash, response);
  if (request.method !== 'PUT') throw new Answer(405, 'use GET or PUT');
  const served = await receiveArtifact(parts.store, grant, hash, request, parts.limits.artifactBytes);
  response.writeHead(200).end();
  return served;
}

async function grantOf({ authorize }: ServerParts, request: IncomingMessage): Promise<Grant> {
  try {
    return await authorize(bearerToken(request));
  } catch (error) {
    if (error instanceof Refused) throw new Answer(401, error.message, { hangUp: true });
    if (error instanceof Unverifiable) throw new Answer(503, `the token cannot be checked now: ${error.message}`, { hangUp: true });
    throw error;
  }
}

/** What is no answer: the client went away, or something broke here. */
function failed(error: unknown, response: ServerResponse, told: Record<string, unknown>): Answer {
  const gone = response.destroyed || response.req.destroyed;
  told['error'] = gone ? 'the client went away' : error instanceof Error ? error.stack : String(error);
  return new Answer(500, 'the cache has failed; its log says why', { hangUp: true });
}
