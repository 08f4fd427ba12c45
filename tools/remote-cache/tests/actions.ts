import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { claims } from './access/issuer.ts';

/** As GitHub is to a job: it hands out tokens, and publishes the keys that they are signed with. */
export interface Actions {
  readonly issuer: string;
  /** What a job with `id-token: write` finds in its environment. @param run what its token says, beside what a push to main does. */
  jobEnv(run?: Readonly<Record<string, unknown>>): Record<string, string>;
  /** How many tokens were handed out. */
  handedOut(): number;
}

export async function gitHubActions({ lifetime = 300 }: { /** Of a token, in seconds. */ lifetime?: number } = {}): Promise<Actions> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  let count = 0;
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://actions');
    response.setHeader('Content-Type', 'application/json');
    if (url.pathname === '/.well-known/jwks') return void response.end(JSON.stringify({ keys: [jwk] }));
    if (url.pathname !== '/token' || request.headers.authorization !== 'Bearer of the job') return void response.writeHead(403).end();
    count++;
    const run = JSON.parse(url.searchParams.get('run') ?? '{}');
    const exp = Math.floor(Date.now() / 1000) + lifetime;
    const token = new SignJWT({ ...claims(), ...run, iss: issuer, aud: url.searchParams.get('audience') ?? '', exp });
    response.end(JSON.stringify({ value: await token.setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    jobEnv: (run = {}) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer}/token?run=${encodeURIComponent(JSON.stringify(run))}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the job',
    }),
    handedOut: () => count,
  };
}
