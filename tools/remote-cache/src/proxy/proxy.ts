import { randomBytes } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Incoming, Received } from '../store/incoming.ts';
import { Incomplete } from '../store/store.ts';
import { checked } from './artifact.ts';
import type { Breaker } from './breaker.ts';
import { noteFault, reasonOf } from './fault.ts';
import type { Tally } from './tally.ts';
import type { Uploads } from './uploads.ts';
import { type Download, TokenRefused, type Upstream } from './upstream.ts';

/** Bytes that are read at once to be sent. */
const SENT_CHUNK = 256 * 1024;

export interface ProxyParts {
  readonly upstream: Upstream;
  /** Where artifacts are on their way. */
  readonly incoming: Incoming;
  readonly uploads: Uploads;
  readonly breaker: Breaker;
  readonly tally: Tally;
}

export interface Proxy {
  /** For NX_SELF_HOSTED_REMOTE_CACHE_SERVER. */
  readonly url: string;
  /** For NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: others on this machine have none. */
  readonly token: string;
  close(): Promise<void>;
}

/**
 * A cache as Nx wants it, in front of any cache. Nx ends a build, or hangs, at every answer but the few that it knows: here a
 * GET is answered by a whole artifact or by 404, and a PUT always by 200.
 */
export async function startProxy(parts: ProxyParts): Promise<Proxy> {
  const token = randomBytes(32).toString('base64url');
  // When a task was looked up in vain, by its hash: it is run then.
  const missed = new Map<string, number>();
  const server = http.createServer(async (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401, { Connection: 'close' }).end();
    const hash = /^\/v1\/cache\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    if (hash === undefined) return void response.writeHead(404, { Connection: 'close' }).end();
    if (request.method === 'PUT') await take(parts, hash, missed.get(hash), request, response);
    else if (!(await give(parts, hash, response))) missed.set(hash, performance.now());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @returns whether the cache had it. */
async function give({ upstream, incoming, breaker, tally }: ProxyParts, hash: string, response: ServerResponse): Promise<boolean> {
  tally.asked.add(hash);
  const send = async ({ taskMs = 0 }: Download, { handle, size }: Received): Promise<void> => {
    breaker.worked();
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
    tally.hits++;
    tally.hitBytes += size;
    tally.savedMs += taskMs;
    await pipeline(handle.createReadStream({ start: 0, autoClose: false, highWaterMark: SENT_CHUNK }), response);
  };
  for (let attempts = 2; attempts > 0 && breaker.allows(); attempts--) {
    try {
      const download = await upstream.get(hash);
      if (download === undefined) {
        breaker.worked();
        break;
      }
      await incoming.receive(checked(download.body), download, 0, (received) => send(download, received));
      return true;
    } catch (error) {
      // Nx has gone away: there is nobody to answer.
      if (response.headersSent) return true;
      noteFault(error, breaker, tally);
      // It would be the same again.
      if (error instanceof TokenRefused || error instanceof Incomplete) break;
    }
  }
  response.writeHead(404).end();
  return false;
}

/** Takes an artifact from Nx, and stores it while the build goes on. */
async function take(
  { incoming, uploads, breaker, tally }: ProxyParts,
  hash: string,
  missedAt: number | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const taskMs = missedAt === undefined ? undefined : Math.round(performance.now() - missedAt);
  try {
    if (breaker.allows() && !uploads.pointless) {
      await incoming.receive(request, { size: Number(request.headers['content-length']) }, 0, async (received) => {
        await uploads.add(hash, received, taskMs);
      });
    }
  } catch (error) {
    tally.fault(reasonOf(error));
  }
  // What nobody reads has to come all the same: Nx wants to send it before it looks at the answer.
  request.resume();
  response.writeHead(200).end();
}
