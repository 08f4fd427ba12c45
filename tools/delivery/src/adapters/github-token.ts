const TIMEOUT_MS = 10_000;

/** What GitHub Actions signs of a job with `id-token: write`. */
export interface IdToken {
  readonly token: string;
  /** Milliseconds since 1970. GitHub's live for minutes. */
  readonly expiresAt: number;
}

/**
 * Asks for the token by which a job says who it is.
 * @param audience whom it is for.
 * @returns undefined outside of such a job.
 */
export async function gitHubToken(env: NodeJS.ProcessEnv, audience: string): Promise<IdToken | undefined> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = env;
  if (!url || !secret) return undefined;
  const answer = await fetch(`${url}&audience=${encodeURIComponent(audience)}`, {
    headers: { Authorization: `Bearer ${secret}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`GitHub gave no token for ${audience}: ${answer.status}`);
  const { value: token } = (await answer.json()) as { value: string };
  // It is not verified here: whoever it is for does that.
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
  return { token, expiresAt: claims.exp * 1000 };
}
