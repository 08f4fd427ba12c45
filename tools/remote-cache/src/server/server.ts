import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';

/** How long a connection may keep a place. */
export interface Limits {
  /** Until the head of a request is there, in milliseconds. */
  readonly headMs: number;
  /** Without a byte in either direction, in milliseconds. */
  readonly stallMs: number;
  /** Until all of a request is there, in milliseconds. */
  readonly requestMs: number;
  readonly connections: number;
}

export const LIMITS: Limits = { headMs: 10_000, stallMs: 30_000, requestMs: 10 * 60_000, connections: 12_000 };

export interface Server {
  /** Such as http://127.0.0.1:7077. */
  readonly url: string;
  /** For connections that are made from now on. */
  renewCertificate(tls: SecureContextOptions): void;
  /** Takes no new connections, and ends when the open requests are answered. */
  close(): Promise<void>;
}

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Bytes that a connection buffers before it is told to wait. Node's own choice is four times that, which many connections at a time feel. */
const BUFFERED = 16 * 1024;

/** Listens for Nx's clients. @param tls without it, plain HTTP. */
export async function startServer(
  handle: Handle,
  { host, port }: { host: string; port: number },
  { headMs, stallMs, requestMs, connections }: Limits = LIMITS,
  tls?: SecureContextOptions,
): Promise<Server> {
  const timeouts = {
    headersTimeout: headMs,
    requestTimeout: requestMs,
    // Of a connection that was just ended here, a client that uses it again learns only by a reset.
    keepAliveTimeout: stallMs,
    highWaterMark: BUFFERED,
    connectionsCheckingInterval: Math.min(headMs, 5_000),
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => void handle(request, response);
  const server = tls === undefined ? http.createServer(timeouts, listener) : https.createServer({ ...timeouts, ...tls }, listener);
  server.maxConnections = connections;
  // Nobody is to hold a connection without using it.
  server.setTimeout(stallMs, (socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host, port, backlog: 4096 }, resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    renewCertificate: (renewed) => server instanceof https.Server && server.setSecureContext(renewed),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
