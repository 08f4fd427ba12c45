import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
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

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** When its connection was looked at last. */
  wasOurTurn: boolean;
}

/** Whether the client has sent what it was asked for, and taken what it was sent, so that only this server can go on. */
function isOurTurn({ request, response }: Exchange): boolean {
  const hasSent = request.complete || request.readableLength > 0;
  return hasSent && !response.writableEnded && request.socket.writableLength === 0;
}

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
  const asked = new WeakMap<Socket, Exchange>();
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    asked.set(request.socket, { request, response, wasOurTurn: false });
    void handle(request, response);
  };
  const server = tls === undefined ? http.createServer(timeouts, listener) : https.createServer({ ...timeouts, ...tls }, listener);
  server.maxConnections = connections;
  // Nobody is to hold a connection without using it; but whoever waits for us, such as for a slow disk, holds nothing.
  server.setTimeout(stallMs, (socket) => {
    const exchange = asked.get(socket);
    const isOurs = exchange !== undefined && isOurTurn(exchange);
    // It may be the client's turn since a moment ago only.
    if (!isOurs && !exchange?.wasOurTurn) return socket.destroy();
    exchange.wasOurTurn = isOurs;
    return socket.setTimeout(stallMs);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host, port, backlog: 4096 }, resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    renewCertificate: (renewed) => server instanceof https.Server && server.setSecureContext(renewed),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
