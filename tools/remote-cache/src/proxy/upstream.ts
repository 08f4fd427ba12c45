import { createReadStream } from 'node:fs';
import type { Dispatcher } from 'undici';
import { EnvHttpProxyAgent, interceptors, request } from 'undici';
import { TASK_MS_HEADER, taskMsIn } from '../server/artifacts.ts';
import { contentDigest, sha256In } from '../server/digest.ts';
import type { TokenSource } from './token.ts';

export interface Patience {
  /** Until there is a connection, in milliseconds. */
  readonly connectMs: number;
  /** Until the answer begins, and without a byte of it, in milliseconds. */
  readonly stallMs: number;
  /** For one artifact, in milliseconds. */
  readonly wholeMs: number;
}

export const PATIENCE: Patience = { connectMs: 5_000, stallMs: 10_000, wholeMs: 120_000 };

/** The cache that is asked. Whatever is not a clear answer is thrown. */
export interface Upstream {
  /** @returns undefined for a miss. */
  get(hash: string): Promise<Download | undefined>;
  put(hash: string, upload: Upload): Promise<'stored' | 'present' | 'read-only' | 'too-large'>;
  close(): Promise<void>;
}

export interface Download {
  readonly body: AsyncIterable<Uint8Array>;
  readonly size: number | undefined;
  readonly sha256: string | undefined;
  readonly taskMs: number | undefined;
}

export interface Upload {
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly taskMs: number | undefined;
}

/** The cache does not take the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

export function upstreamAt(url: string, token: TokenSource, { connectMs, stallMs, wholeMs }: Patience): Upstream {
  const agent = new EnvHttpProxyAgent({ connect: { timeout: connectMs }, headersTimeout: stallMs, bodyTimeout: stallMs, connections: 64 });
  // Some caches send their clients to a storage, which is not shown the token.
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 3 }));
  async function send(method: 'GET' | 'PUT', hash: string, options: Partial<Dispatcher.RequestOptions> = {}) {
    const bearer = await token();
    const answer = await request(`${url}/v1/cache/${hash}`, {
      ...options,
      method,
      dispatcher,
      signal: AbortSignal.timeout(wholeMs),
      headers: { ...options.headers, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) },
    });
    if (method === 'PUT' || answer.statusCode !== 200) await answer.body.dump();
    if (answer.statusCode === 401) throw new TokenRefused('the token is not accepted (401)');
    return answer;
  }
  return {
    async get(hash) {
      const { statusCode, headers, body } = await send('GET', hash, { headers: { accept: 'application/octet-stream' } });
      // A token that may not read here is no fault.
      if (statusCode === 404 || statusCode === 403) return undefined;
      if (statusCode !== 200) throw new Error(`the cache answers ${statusCode}`);
      const length = headers['content-length'];
      return {
        body,
        size: length === undefined ? undefined : Number(length),
        sha256: sha256In(headers['content-digest']?.toString()),
        taskMs: taskMsIn(headers),
      };
    },
    async put(hash, { file, size, sha256, taskMs }) {
      const { statusCode } = await send('PUT', hash, {
        body: createReadStream(file),
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': `${size}`,
          'content-digest': contentDigest(sha256),
          ...(taskMs === undefined ? {} : { [TASK_MS_HEADER]: `${taskMs}` }),
        },
      });
      if (statusCode === 409) return 'present';
      if (statusCode === 403) return 'read-only';
      if (statusCode === 413) return 'too-large';
      if (statusCode >= 200 && statusCode < 300) return 'stored';
      throw new Error(`the cache answers ${statusCode}`);
    },
    close: () => agent.destroy(),
  };
}
