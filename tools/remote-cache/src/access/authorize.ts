import type { JWTVerifyGetKey } from 'jose';
import { type GitHubSettings, gitHubGrant } from './github.ts';
import { type Authorize, Refused } from './grant.ts';
import { type StaticTokens, staticGrant } from './static-tokens.ts';

export interface Issuers {
  readonly tokens: StaticTokens;
  readonly github?: { readonly settings: GitHubSettings; readonly keys: JWTVerifyGetKey } | undefined;
}

/** @param issuers is asked at each token: the files may have been read anew. */
export function authorizer(issuers: () => Issuers): Authorize {
  return async (token) => {
    const { tokens, github } = issuers();
    const grant = staticGrant(tokens, token);
    if (grant !== undefined) return grant;
    const isJwt = token.split('.').length === 3;
    if (!isJwt || github === undefined) throw new Refused('the token is not known');
    return gitHubGrant(token, github.settings, github.keys);
  };
}
