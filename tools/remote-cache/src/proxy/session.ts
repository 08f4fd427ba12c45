import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Incoming } from '../store/incoming.ts';
import { Breaker } from './breaker.ts';
import { startProxy } from './proxy.ts';
import { Tally } from './tally.ts';
import type { TokenSource } from './token.ts';
import { Uploads } from './uploads.ts';
import { PATIENCE, type Patience, upstreamAt } from './upstream.ts';

/** A cache that does not work is tried again after that, in milliseconds. */
const PAUSE_MS = 30_000;
/** For what is still to be sent when the build has ended, in milliseconds. */
const FINISH_MS = 60_000;
const FOLDER = 'kerp-cache-proxy-';

/** A proxy for one command. */
export interface Session {
  /** For the environment of Nx. */
  readonly env: Readonly<Record<string, string>>;
  readonly tally: Tally;
  /** Sends what is left, and leaves nothing behind. */
  end(): Promise<void>;
}

/** @param say shows one line to whoever waits for the command. */
export async function openSession(
  url: string,
  token: TokenSource,
  say: (line: string) => void,
  patience: Patience = PATIENCE,
): Promise<Session> {
  await removeAbandoned();
  const folder = await mkdtemp(path.join(tmpdir(), `${FOLDER}${process.pid}-`));
  const tally = new Tally();
  const breaker = new Breaker(PAUSE_MS, (why) => say(`remote cache: not used for now, the build goes on without it: ${why}`));
  const upstream = upstreamAt(url, token, patience);
  const uploads = new Uploads(upstream, breaker, tally);
  const proxy = await startProxy({ upstream, incoming: new Incoming(folder), uploads, breaker, tally });
  return {
    // Whoever is set to reach the world through a proxy shall reach this one without it.
    env: {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: proxy.url,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: proxy.token,
      ...Object.fromEntries(['NO_PROXY', 'no_proxy'].map((name) => [name, [process.env[name], '127.0.0.1'].filter(Boolean).join(',')])),
    },
    tally,
    async end() {
      await proxy.close();
      if (uploads.left > 0) say(`remote cache: storing ${uploads.left} artifacts`);
      await uploads.finish(AbortSignal.timeout(FINISH_MS));
      await upstream.close();
      await rm(folder, { recursive: true, force: true });
      const line = tally.line();
      if (line !== undefined) say(line);
    },
  };
}

/** Removes what sessions left that were killed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
