import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer that is no artifact. */
export class Answer extends Error {
  override readonly name = 'Answer';
  readonly status: number;
  /** Ends the connection, so that no body that nobody wants need be read. */
  readonly hangUp: boolean;

  constructor(status: number, message: string, { hangUp = false } = {}) {
    super(message);
    this.status = status;
    this.hangUp = hangUp;
  }
}

/** Exactly `text/plain`: with anything else, a charset too, Nx does not show what an answer says. */
export function sendText(response: ServerResponse, { status, message, hangUp }: Answer): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain',
    ...(hangUp ? { Connection: 'close' } : {}),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  });
  response.end(message);
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
