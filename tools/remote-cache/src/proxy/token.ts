import { decodeJwt } from 'jose';

/** Gives the token for the next request; undefined where the cache needs none. */
export type TokenSource = () => Promise<string | undefined>;

/** A token is renewed when it has less than this left, in milliseconds. GitHub's live for minutes, builds for longer. */
const RENEW_MS = 90_000;
const TIMEOUT_MS = 10_000;

/**
 * The token of the environment: the one that is set, or one that GitHub Actions makes for a job with `id-token: write`.
 * @param audience the URL of the cache.
 */
export function tokenOf(env: NodeJS.ProcessEnv, audience: string): TokenSource {
  const fixed = env['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'];
  if (fixed) return async () => fixed;
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = env;
  if (!url || !secret) return async () => undefined;
  let current: Promise<{ token: string; renewAt: number }> | undefined;
  return async () => {
    const held = await current?.catch(() => undefined);
    if (held === undefined || Date.now() > held.renewAt) current = requestToken(url, secret, audience);
    return (await current)?.token;
  };
}

async function requestToken(url: string, secret: string, audience: string): Promise<{ token: string; renewAt: number }> {
  const answer = await fetch(`${url}&audience=${encodeURIComponent(audience)}`, {
    headers: { Authorization: `Bearer ${secret}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`GitHub gave no token for the cache: ${answer.status}`);
  const { value: token } = (await answer.json()) as { value: string };
  return { token, renewAt: (decodeJwt(token).exp ?? 0) * 1000 - RENEW_MS };
}
