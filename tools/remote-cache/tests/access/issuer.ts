import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTVerifyGetKey, SignJWT } from 'jose';
import type { GitHubSettings } from '../../src/access/github.ts';

/** As GitHub Actions: it signs what it says of a run. */
export interface Issuer {
  readonly settings: GitHubSettings;
  readonly keys: JWTVerifyGetKey;
  /** A token of a push to main, but for what is changed. `undefined` leaves a claim out. */
  token(changes?: Readonly<Record<string, unknown>>, header?: Partial<JWTHeaderParameters>): Promise<string>;
}

export const ISSUER = 'https://token.actions.githubusercontent.com';

/** A pair of keys takes a moment: one for all tests of a file. */
const pair = generateKeyPair('RS256', { extractable: true });

export async function issuer(repositories: Readonly<Record<string, number>> = { 'kerp/kerp': 42 }): Promise<Issuer> {
  const { publicKey, privateKey } = await pair;
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  return {
    settings: { audience: 'https://cache.kerp.example', repositories, defaultBranch: 'main' },
    keys: createLocalJWKSet({ keys: [jwk] }),
    token: (changes, header = {}) =>
      new SignJWT(claims(changes)).setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT', ...header }).sign(privateKey),
  };
}

/** What GitHub says of a push to main. */
export function claims(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    aud: 'https://cache.kerp.example',
    iat: now,
    nbf: now,
    exp: now + 300,
    sub: 'repo:kerp/kerp:ref:refs/heads/main',
    repository: 'kerp/kerp',
    repository_id: '42',
    ref: 'refs/heads/main',
    event_name: 'push',
    run_id: '7',
    ...changes,
  };
}

/** Of the pull request 5 from `feature` into `develop`. */
export const PULL_REQUEST = {
  event_name: 'pull_request',
  ref: 'refs/pull/5/merge',
  head_ref: 'feature',
  base_ref: 'develop',
  sub: 'repo:kerp/kerp:pull_request',
};
