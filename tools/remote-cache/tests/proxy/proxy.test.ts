import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { expect, onTestFinished, test } from 'vitest';
import { openSession, type Session } from '../../src/proxy/session.ts';
import { PATIENCE } from '../../src/proxy/upstream.ts';
import { faultServer, GET_FAULTS, PUT_FAULTS } from '../fault-server.ts';
import { runningServer } from '../server/running.ts';

/** For what never answers; whatever answers gets the time that a busy machine needs. */
const SHORT = { connectMs: 5_000, stallMs: 500, wholeMs: 5_000 };
const patienceFor = (fault: string) => (fault.startsWith('stalled') ? SHORT : PATIENCE);

interface Proxied {
  readonly session: Session;
  readonly said: string[];
  get(hash?: string): Promise<Response>;
  put(body: Buffer, hash?: string): Promise<Response>;
}

async function proxied(url: string, { token = 'team', patience = PATIENCE } = {}): Promise<Proxied> {
  const said: string[] = [];
  const session = await openSession(
    url,
    async () => token,
    (line) => said.push(line),
    patience,
  );
  onTestFinished(session.end);
  const { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server = '', NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: own = '' } = session.env;
  const ask = (hash: string, init: RequestInit) =>
    fetch(`${server}/v1/cache/${hash}`, { ...init, headers: { authorization: `Bearer ${own}` } });
  return { session, said, get: (hash = '12') => ask(hash, {}), put: (body, hash = '12') => ask(hash, { method: 'PUT', body }) };
}

/** As Nx writes them. */
async function artifact(size = 2_000): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'out/file' }, randomBytes(size));
  archive.entry({ name: 'code' }, Buffer.alloc(4));
  archive.finalize();
  return gzipSync(await buffer(archive));
}

test('what is stored through it is found through it', async () => {
  const { url } = await runningServer({ tokens: { team: { writes: 'team' } } });
  const body = await artifact(3_000_000);
  const first = await proxied(url);
  // As Nx asks for a task that waits for another one.
  for (let n = 0; n < 2; n++) expect((await first.get()).status).toBe(404);
  expect((await first.put(body)).status).toBe(200);
  await first.session.end();
  expect(first.said.at(-1)).toMatch(/^remote cache: 0 of 1 tasks restored \(0 B\), 1 stored \(3\.0 MB\)$/);
  const second = await proxied(url);
  const found = await second.get();
  expect(found.status).toBe(200);
  expect(Buffer.compare(Buffer.from(await found.arrayBuffer()), body)).toBe(0);
  expect(second.session.tally.savedMs).toBeGreaterThan(0);
});

test.each(Object.entries(GET_FAULTS))('GET %s is a miss', async (name, fault) => {
  const server = await faultServer();
  // More than streams hold by themselves.
  server.artifact = await artifact(1_000_000);
  server.set({ get: fault });
  const { get, session } = await proxied(server.url, { patience: patienceFor(name) });
  const answer = await get();
  expect([answer.status, await answer.text()]).toEqual([404, '']);
  expect(session.tally).toMatchObject({ hits: 0, asked: new Set(['12']) });
  expect(server.gets()).toBeLessThanOrEqual(fault === GET_FAULTS['redirects in a circle'] ? 8 : 2);
});

test.each(Object.entries(PUT_FAULTS))('PUT %s is swallowed', async (name, fault) => {
  const server = await faultServer();
  server.set({ put: fault });
  const { put, session } = await proxied(server.url, { patience: patienceFor(name) });
  expect((await put(await artifact())).status).toBe(200);
  await session.end();
  expect(server.puts()).toBeGreaterThan(0);
  expect(server.puts()).toBeLessThanOrEqual(2);
});

test('a fault that passes is asked a second time', async () => {
  const server = await faultServer();
  server.artifact = await artifact();
  let first = true;
  server.set({
    get: (request, response, body) => {
      if (!first) return void response.end(body);
      first = false;
      request.socket.destroy();
    },
  });
  const { get, session } = await proxied(server.url);
  expect((await get()).status).toBe(200);
  expect(session.tally).toMatchObject({ hits: 1, faults: 1 });
});

test('a cache that does not work is left alone, which is said once', async () => {
  const server = await faultServer();
  server.set({ get: GET_FAULTS['500'], put: PUT_FAULTS['500'] });
  const { get, put, session, said } = await proxied(server.url);
  for (let n = 0; n < 10; n++) expect((await get(`1${n}`)).status).toBe(404);
  for (let n = 0; n < 10; n++) expect((await put(await artifact(), `1${n}`)).status).toBe(200);
  await session.end();
  expect([server.gets(), server.puts()]).toEqual([3, 0]);
  expect(said).toEqual([
    'remote cache: not used for now, the build goes on without it: the cache answers 500',
    'remote cache: 0 of 10 tasks restored (0 B), 0 stored (0 B), 3 faults hidden, the last: the cache answers 500',
  ]);
});

test('nobody listens', async () => {
  const { get, put, session, said } = await proxied('http://127.0.0.1:1');
  for (let n = 0; n < 3; n++) expect((await get(`1${n}`)).status).toBe(404);
  expect((await put(await artifact())).status).toBe(200);
  await session.end();
  expect(said[0]).toBe('remote cache: not used for now, the build goes on without it: connect ECONNREFUSED 127.0.0.1:1');
});

test('a token that is refused is shown once, and not tried again', async () => {
  const { url } = await runningServer({ tokens: { team: { writes: 'team' } } });
  const { get, put, said } = await proxied(url, { token: 'wrong' });
  for (let n = 0; n < 3; n++) expect((await get(`1${n}`)).status).toBe(404);
  expect((await put(await artifact())).status).toBe(200);
  expect(said).toEqual(['remote cache: not used for now, the build goes on without it: the token is not accepted (401)']);
});

test('a cache that may only be read is sent one artifact', async () => {
  const server = await faultServer();
  server.set({ put: PUT_FAULTS['403'] });
  const { put, session } = await proxied(server.url);
  for (let n = 0; n < 5; n++) {
    expect((await put(await artifact(), `1${n}`)).status).toBe(200);
    await expect.poll(() => server.puts()).toBe(1);
  }
  await session.end();
  expect(session.tally.faults).toBe(0);
});

test('others on this machine are not served', async () => {
  const { session } = await proxied('http://127.0.0.1:1');
  const server = session.env['NX_SELF_HOSTED_REMOTE_CACHE_SERVER'];
  for (const headers of [{}, { authorization: 'Bearer team' }])
    expect((await fetch(`${server}/v1/cache/12`, { headers })).status).toBe(401);
});

test('a session leaves no file behind', async () => {
  const { url } = await runningServer({ tokens: { team: { writes: 'team' } } });
  const { put, session } = await proxied(url);
  const own = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`kerp-cache-proxy-${process.pid}-`));
  const before = own().length;
  expect(before).toBeGreaterThan(0);
  expect((await put(await artifact())).status).toBe(200);
  await session.end();
  expect(own()).toHaveLength(before - 1);
});
