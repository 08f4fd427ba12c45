import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer that is no artifact. */
export class Answer extends Error {
  override readonly name = 'Answer';
  readonly status: number;
  /** Ends the connection, so that a body that nobody wants is not read to its end. */
  readonly hangUp: boolean;

  constructor(status: number, message: string, { hangUp = false } = {}) {
    super(message);
    this.status = status;
    this.hangUp = hangUp;
  }
}

/**
 * How long a body that nobody wants is read, in milliseconds: when a connection is closed with bytes that were not read, the
 * client is reset, and mostly loses the answer (RFC 9112, section 9.6).
 */
const LINGER_MS = 2_000;

/** Exactly `text/plain`: with anything else, a charset too, Nx does not show what an answer says. */
export function sendText(response: ServerResponse, { status, message, hangUp }: Answer): void {
  const { req: request } = response;
  const lingers = hangUp && !request.complete;
  response.writeHead(status, {
    'Content-Type': 'text/plain',
    ...(hangUp && !lingers ? { Connection: 'close' } : {}),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  });
  response.end(message);
  if (!lingers) return;
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(timer)).resume();
}

export function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(`${JSON.stringify(value)}\n`);
}

/** @throws Answer 401 when there is none. */
export function bearerToken({ headers }: IncomingMessage): string {
  const token = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined)
    throw new Answer(401, 'the cache wants a bearer token: NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN', { hangUp: true });
  return token;
}
