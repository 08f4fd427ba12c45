import { createHmac } from 'node:crypto';
import { errors, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { gitHubGrant } from '../../src/access/github.ts';
import { Unverifiable } from '../../src/access/grant.ts';
import { claims, ISSUER, type Issuer, issuer, PULL_REQUEST } from './issuer.ts';

const github = await issuer();
const grantOf = (token: string, { settings, keys }: Issuer = github) => gitHubGrant(token, settings, keys);
const now = () => Math.floor(Date.now() / 1000);
const scopes = (...refs: string[]) => refs.map((ref) => `github:kerp/kerp:refs/${ref}`);
const QUEUE = `refs/heads/gh-readonly-queue/release/1.0/pr-5-${'a'.repeat(40)}`;

describe('what a run may do', () => {
  test.each([
    { what: 'a push to main', claim: {}, writes: 'heads/main', reads: ['heads/main'] },
    { what: 'a push to develop', claim: { ref: 'refs/heads/develop' }, writes: 'heads/develop', reads: ['heads/develop', 'heads/main'] },
    { what: 'a tag', claim: { ref: 'refs/tags/v1' }, writes: 'tags/v1', reads: ['tags/v1', 'heads/main'] },
    { what: 'a pull request', claim: PULL_REQUEST, writes: 'pull/5/merge', reads: ['pull/5/merge', 'heads/develop', 'heads/main'] },
    {
      what: 'a merge queue',
      claim: { event_name: 'merge_group', ref: QUEUE },
      writes: QUEUE.slice(5),
      reads: [QUEUE.slice(5), 'heads/release/1.0', 'heads/main'],
    },
    { what: 'a run by hand on main', claim: { event_name: 'workflow_dispatch' }, writes: undefined, reads: ['heads/main'] },
    {
      what: 'a run by hand on a branch',
      claim: { event_name: 'workflow_dispatch', ref: 'refs/heads/x' },
      writes: undefined,
      reads: ['heads/x', 'heads/main'],
    },
    { what: 'a nightly run', claim: { event_name: 'schedule' }, writes: undefined, reads: ['heads/main'] },
  ])('$what reads $reads and writes $writes', async ({ claim, writes, reads }) => {
    const grant = await grantOf(await github.token(claim));
    expect(grant).toMatchObject({ writes: writes && scopes(writes)[0], reads: scopes(...reads), admin: false, metrics: false });
  });
});

describe('refused', () => {
  test.each<readonly [what: string, changes: Readonly<Record<string, unknown>>, why: string]>([
    ['another issuer', { iss: 'https://token.actions.example' }, 'the token is not valid: unexpected "iss" claim value'],
    ['another audience', { aud: 'https://github.com/kerp' }, 'the token is not valid: unexpected "aud" claim value'],
    ['no audience', { aud: undefined }, 'the token is not valid: missing required "aud" claim'],
    ['expired', { exp: now() - 60 }, 'the token is not valid: "exp" claim timestamp check failed'],
    ['without an end', { exp: undefined }, 'the token is not valid: missing required "exp" claim'],
    ['not yet valid', { nbf: now() + 60 }, 'the token is not valid: "nbf" claim timestamp check failed'],
    ['issued in the future', { iat: now() + 60 }, 'the token is not valid: "iat" claim timestamp check failed (it should be in the past)'],
    ['issued long ago', { iat: now() - 7200 }, 'the token is not valid: "iat" claim timestamp check failed (too far in the past)'],
    ['another repository', { repository: 'mallory/kerp', repository_id: '43' }, "repository 'mallory/kerp' (43) is not one of this cache"],
    ['a name that somebody took over', { repository_id: '43' }, "repository 'kerp/kerp' (43) is not one of this cache"],
    [
      'the name of a property',
      { repository: 'constructor', repository_id: '42' },
      "repository 'constructor' (42) is not one of this cache",
    ],
    ['no ref', { ref: undefined }, 'the token is not valid: missing required "ref" claim'],
    ['no event', { event_name: undefined }, 'the token is not valid: missing required "event_name" claim'],
    ...['pull_request_target', 'workflow_run', 'issue_comment', 'release', 'repository_dispatch', 'Push', ''].map(
      (event) => [`event ${event}`, { event_name: event }, `event '${event}' with ref 'refs/heads/main' is not trusted`] as const,
    ),
    [
      'a pull request as main',
      { ...PULL_REQUEST, ref: 'refs/heads/main' },
      "event 'pull_request' with ref 'refs/heads/main' is not trusted",
    ],
    ['a pull request without base', { ...PULL_REQUEST, base_ref: '' }, "event 'pull_request' with ref 'refs/pull/5/merge' is not trusted"],
    ['a push as a pull request', { ref: 'refs/pull/5/merge' }, "event 'push' with ref 'refs/pull/5/merge' is not trusted"],
    ['a push as a merge queue', { ref: QUEUE }, `event 'push' with ref '${QUEUE}' is not trusted`],
    ['a queue that is none', { event_name: 'merge_group' }, "event 'merge_group' with ref 'refs/heads/main' is not trusted"],
  ])('%s', async (_, changes, why) => {
    await expect(grantOf(await github.token(changes))).rejects.toThrow(new RegExp(`^${escaped(why)}$`));
  });

  test('alg none', async () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'None', 'nOnE']) {
      await expect(grantOf(`${encode({ alg, kid: 'one' })}.${encode(claims())}.`)).rejects.toThrow('the token is not valid: ');
    }
  });

  test('signed with the public key as a secret', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const head = Buffer.from('{"alg":"HS256","kid":"one"}').toString('base64url');
    const body = Buffer.from(JSON.stringify(claims())).toString('base64url');
    const signature = createHmac('sha256', await exportSPKI(publicKey))
      .update(`${head}.${body}`)
      .digest('base64url');
    await expect(grantOf(`${head}.${body}.${signature}`)).rejects.toThrow(
      'the token is not valid: "alg" (Algorithm) Header Parameter value not allowed',
    );
  });

  test('signed with a key of somebody else, under a known and an unknown name', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const sign = (kid: string) => new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    await expect(grantOf(await sign('one'))).rejects.toThrow('the token is not valid: signature verification failed');
    await expect(grantOf(await sign('two'))).rejects.toThrow("the token is signed with a key that is not the issuer's");
  });

  test('a claim that was changed after signing', async () => {
    const [head, , signature] = (await github.token(PULL_REQUEST)).split('.');
    const body = Buffer.from(JSON.stringify(claims())).toString('base64url');
    await expect(grantOf(`${head}.${body}.${signature}`)).rejects.toThrow('the token is not valid: signature verification failed');
  });
});

test('clocks may differ by half a minute', async () => {
  await grantOf(await github.token({ exp: now() - 20 }));
  await grantOf(await github.token({ nbf: now() + 20, iat: now() + 20 }));
});

test('where there is a server of our own, only its tokens count', async () => {
  const own: Issuer = { ...github, settings: { ...github.settings, issuer: 'https://github.kerp.example/_services/token' } };
  await grantOf(await github.token({ iss: 'https://github.kerp.example/_services/token' }), own);
  await expect(grantOf(await github.token({ iss: ISSUER }), own)).rejects.toThrow('unexpected "iss" claim value');
});

test.each([
  ['do not come', new TypeError('fetch failed')],
  ['do not come in time', new errors.JWKSTimeout()],
  ['are no keys', new errors.JWKSInvalid('JSON Web Key Set malformed')],
  ['are answered with an error', new errors.JOSEError('Expected 200 OK from the JSON Web Key Set HTTP response')],
])('while the keys %s nobody is let in, and nobody is called a forger', async (_, error) => {
  const keys = () => Promise.reject(error);
  await expect(grantOf(await github.token(), { ...github, keys })).rejects.toThrow(Unverifiable);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
