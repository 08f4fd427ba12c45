import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { issuer, PULL_REQUEST } from '../access/issuer.ts';
import { runningServer } from './running.ts';

const github = await issuer();
const BODY = Buffer.from('an artifact');

describe('scopes', () => {
  test('a pull request reads main and writes only to itself; main never reads it', async () => {
    const { get, put } = await runningServer({ github });
    const [main, pull] = await Promise.all([github.token(), github.token(PULL_REQUEST)]);
    expect((await put('poison', pull, BODY)).status).toBe(200);
    expect((await get('poison', main)).status).toBe(404);
    expect((await put('poison', main, Buffer.from('clean'))).status).toBe(200);
    expect(await (await get('poison', main)).text()).toBe('clean');
    expect(await (await get('poison', pull)).text()).toBe('an artifact');
    expect((await put('built', main, BODY)).status).toBe(200);
    expect(await (await get('built', pull)).text()).toBe('an artifact');
  });

  test('a pull request does not read another one', async () => {
    const { get, put } = await runningServer({ github });
    const other = await github.token({ ...PULL_REQUEST, ref: 'refs/pull/6/merge' });
    expect((await put('12', await github.token(PULL_REQUEST), BODY)).status).toBe(200);
    expect((await get('12', other)).status).toBe(404);
  });

  test('what is nearer is read first: own, base, default', async () => {
    const { get, put } = await runningServer({ github });
    const pull = await github.token(PULL_REQUEST);
    for (const [claim, text] of [
      [{}, 'default'],
      [{ ref: 'refs/heads/develop' }, 'base'],
      [PULL_REQUEST, 'own'],
    ] as const) {
      expect((await put('12', await github.token(claim), text)).status).toBe(200);
      expect(await (await get('12', pull)).text()).toBe(text);
    }
  });

  test('whoever may only read, only reads', async () => {
    const { get, put } = await runningServer({ github, tokens: { reader: { reads: ['team'] }, team: { writes: 'team' } } });
    expect((await put('12', 'team', BODY)).status).toBe(200);
    expect(await (await get('12', 'reader')).text()).toBe('an artifact');
    const refused = await put('13', 'reader', BODY);
    expect([refused.status, await refused.text()]).toEqual([403, 'reader may read only']);
    expect((await put('13', await github.token({ event_name: 'workflow_dispatch' }), BODY)).status).toBe(403);
  });
});

describe('who is not let in', () => {
  test.each([
    ['no token', undefined, 'the cache wants a bearer token: NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'],
    ['another scheme', 'Basic dGVhbTo=', 'the cache wants a bearer token: NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'],
    ['an unknown token', 'Bearer tean', 'the token is not known'],
    ['something like a JWT', 'Bearer a.b.c', 'the token is not valid: JWS Protected Header is invalid'],
  ])('%s', async (_, authorization, says) => {
    const { url } = await runningServer({ github, tokens: { team: { writes: 'team' } } });
    for (const method of ['GET', 'PUT']) {
      const answer = await fetch(`${url}/v1/cache/12`, {
        method,
        headers: authorization === undefined ? {} : { authorization },
        ...(method === 'PUT' ? { body: 'x' } : {}),
      });
      expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([401, 'text/plain', says]);
    }
  });

  test('whoever tries tokens is slowed down', async () => {
    const { get } = await runningServer({ tokens: { team: { writes: 'team' } } });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => get('12', `wrong${n}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
    expect((await get('12', 'team')).status).toBe(404);
  });

  test('whoever asks too often is told so', async () => {
    const { get } = await runningServer({ tokens: { team: { writes: 'team' } }, requestsPerSecond: 1 });
    const answers = await Promise.all(Array.from({ length: 40 }, () => get('12', 'team')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]));
  });

  test('the doors of administrators are closed to others', async () => {
    const { url } = await runningServer({ tokens: { team: { writes: 'team' }, eye: { role: 'metrics' } } });
    for (const [token, name, status] of [
      ['team', 'admin/scopes', 403],
      ['eye', 'admin/scopes', 403],
      ['team', 'metrics', 403],
      ['eye', 'metrics', 200],
    ] as const) {
      expect((await fetch(`${url}/${name}`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(status);
    }
  });
});

describe('names', () => {
  test.each([
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/%2e%2e',
    '12/../../13',
    '12%00',
    '.',
    '12.tmp',
    `${'1'.repeat(200)}`,
    '12?scope=main',
    '12\\..\\13',
    '한국',
  ])('%s is no hash, and touches no file', async (name) => {
    const { url, folder } = await runningServer({ tokens: { team: { writes: 'team' } } });
    // Not by fetch, which would tidy the path up.
    const answer = await raw(
      url,
      `PUT /v1/cache/${name} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer team\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect((await readdir(folder, { recursive: true })).filter((entry) => entry !== 'artifacts' && entry !== 'incoming')).toEqual([]);
  });
});

describe('bodies', () => {
  const PUT = 'PUT /v1/cache/12 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer team\r\n';
  test.each([
    ['empty', `${PUT}Content-Length: 0\r\n\r\n`, /^HTTP\/1\.1 400 .*an artifact cannot be empty/s],
    ['without a length', `${PUT}Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`, /^HTTP\/1\.1 411 /],
    ['too large', `${PUT}Content-Length: 5000\r\n\r\n`, /^HTTP\/1\.1 413 .*an artifact of 5000 bytes: 1000 are allowed/s],
    ['length twice', `${PUT}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`, /^HTTP\/1\.1 400 /],
    ['length and chunks', `${PUT}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ['negative length', `${PUT}Content-Length: -1\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [
      'another digest',
      `${PUT}Content-Digest: sha-256=:${Buffer.alloc(32).toString('base64')}:\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`,
      /^HTTP\/1\.1 400 .*was announced/s,
    ],
  ])('%s is not stored', async (_, request, says) => {
    const { url, get } = await runningServer({ tokens: { team: { writes: 'team' } }, artifactBytes: 1000 });
    expect(
      await raw(url, request.replace('\r\n\r\n', request.includes('Connection') ? '\r\n\r\n' : '\r\nConnection: close\r\n\r\n')),
    ).toMatch(says);
    expect((await get('12', 'team')).status).toBe(404);
  });

  test('whoever is still sending gets the answer, also when he looks at it late, and does not send on for ever', async () => {
    const { url, log } = await runningServer({ tokens: { team: { writes: 'team' } }, artifactBytes: 1000 });
    const socket = await opened(url);
    socket.pause().write(`${PUT}Content-Length: 1000000000\r\n\r\n`);
    socket.write(Buffer.alloc(3_000_000));
    await expect.poll(() => log.map(({ status }) => status)).toEqual([413]);
    // Nothing is read any more by whoever has been reset.
    socket.write(Buffer.alloc(3_000_000));
    expect((await buffer(socket)).toString()).toContain('an artifact of 1000000000 bytes: 1000 are allowed');
  });

  test('what breaks off is not stored, and leaves nothing', async () => {
    const { url, get, put, folder, log } = await runningServer({ tokens: { team: { writes: 'team' } } });
    const socket = await opened(url);
    socket.write(`${PUT}Content-Length: 1000000\r\n\r\n${'x'.repeat(500_000)}`);
    const incoming = path.join(folder, 'incoming');
    await expect.poll(() => readdir(incoming).catch(() => [])).toHaveLength(1);
    socket.destroy();
    await expect.poll(() => readdir(incoming)).toEqual([]);
    await expect.poll(() => log.some(({ why }) => why === 'the client went away')).toBe(true);
    expect((await get('12', 'team')).status).toBe(404);
    expect((await put('12', 'team', BODY)).status).toBe(200);
  });
});

describe('connections', () => {
  const limits = { headMs: 300, stallMs: 300, requestMs: 1_000 };
  test.each([
    ['a head that does not end', 'GET /v1/cache/12 HTTP/1.1\r\n', 'X: y\r\n'],
    [
      'a body that hardly comes',
      'PUT /v1/cache/12 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer team\r\nContent-Length: 99999\r\n\r\n',
      'x',
    ],
    ['nothing at all', '', ''],
  ])('%s: the connection is ended', async (_, head, drop) => {
    const { url, store } = await runningServer({ tokens: { team: { writes: 'team' } }, limits });
    const socket = await opened(url);
    socket.on('error', () => undefined);
    socket.write(head);
    // A byte now and then, as slowly as a slowloris does it.
    const dripping = setInterval(() => drop && socket.write(drop), 100);
    await new Promise((resolve) => socket.resume().once('close', resolve));
    clearInterval(dripping);
    expect(await store.find({ scope: 'team', hash: '12' })).toBeUndefined();
  });

  test('whoever does not read what he asked for is let go', async () => {
    const { url, store, log } = await runningServer({ tokens: { team: { writes: 'team' } }, limits });
    await store.add({ scope: 'team', hash: '12' }, Readable.from([randomBytes(20_000_000)]), { size: 20_000_000 });
    const socket = await opened(url);
    socket.pause().write('GET /v1/cache/12 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer team\r\n\r\n');
    await expect.poll(() => log.map(({ why }) => why)).toContain('the client went away');
    await expect.poll(() => store.isRead({ scope: 'team', hash: '12' })).toBe(false);
    socket.destroy();
  });
});

function opened(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  return new Promise((resolve, reject) => socket.once('connect', () => resolve(socket)).once('error', reject));
}

/** Sends bytes and reads until the other side ends. */
async function raw(url: string, request: string): Promise<string> {
  const socket = await opened(url);
  socket.write(request);
  return (await buffer(socket)).toString();
}
