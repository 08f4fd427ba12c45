import { gitHubToken, type IdToken } from '../../../delivery/src/adapters/github-token.ts';

/** Gives the token for the next request; undefined where the cache needs none. */
export type TokenSource = () => Promise<string | undefined>;

/** A token is renewed when it has less than this left, in milliseconds. GitHub's live for minutes, builds for longer. */
const RENEW_MS = 90_000;

/**
 * The token of the environment: the one that is set, or one that GitHub Actions makes for a job with `id-token: write`.
 * @param audience the URL of the cache.
 */
export function tokenOf(env: NodeJS.ProcessEnv, audience: string): TokenSource {
  const fixed = env['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'];
  if (fixed) return async () => fixed;
  let current: Promise<IdToken | undefined> = Promise.resolve(undefined);
  return async () => {
    const held = await current.catch(() => undefined);
    if (held === undefined || Date.now() > held.expiresAt - RENEW_MS) current = gitHubToken(env, audience);
    return (await current)?.token;
  };
}
