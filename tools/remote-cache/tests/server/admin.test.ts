import { expect, test } from 'vitest';
import { runningServer } from './running.ts';

const tokens = { team: { writes: 'team' }, other: { writes: 'other' }, root: { role: 'admin' } } as const;

async function administered() {
  const server = await runningServer({ tokens });
  for (const [hash, token] of [
    ['11', 'team'],
    ['12', 'team'],
    ['11', 'other'],
  ] as const) {
    expect((await server.put(hash, token, 'x')).status).toBe(200);
  }
  const admin = (path: string, method = 'GET') => fetch(`${server.url}${path}`, { method, headers: { authorization: 'Bearer root' } });
  return { ...server, admin };
}

test('names scopes and artifacts', async () => {
  const { admin } = await administered();
  expect(await (await admin('/admin/scopes')).json()).toEqual({ scopes: ['other', 'team'] });
  const lines = (await (await admin('/admin/artifacts?scope=team')).text()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    ['11', '12'].map((hash) => ({ scope: 'team', hash, size: 1025, usedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) })),
  );
  expect((await (await admin('/admin/artifacts')).text()).trim().split('\n')).toHaveLength(3);
});

test('removes one artifact of one scope', async () => {
  const { admin, get } = await administered();
  expect(await (await admin('/admin/artifacts/11?scope=team', 'DELETE')).json()).toEqual({ removed: 1 });
  expect((await get('11', 'team')).status).toBe(404);
  expect((await get('11', 'other')).status).toBe(200);
  expect((await admin('/admin/artifacts/11?scope=team', 'DELETE')).status).toBe(404);
});

test('purges a scope', async () => {
  const { admin, get } = await administered();
  expect(await (await admin('/admin/artifacts?scope=team', 'DELETE')).json()).toEqual({ removed: 2 });
  expect((await get('12', 'team')).status).toBe(404);
  expect((await get('11', 'other')).status).toBe(200);
});

test.each([
  ['DELETE', '/admin/artifacts', 400, 'name the scope: ?scope=SCOPE'],
  ['DELETE', '/admin/artifacts/11', 400, 'name the scope: ?scope=SCOPE'],
  ['DELETE', '/admin/artifacts/..%2f11?scope=team', 404, expect.stringContaining('GET /admin/scopes')],
  ['POST', '/admin/scopes', 404, expect.stringContaining('GET /admin/scopes')],
])('%s %s', async (method, path, status, says) => {
  const { admin } = await administered();
  const answer = await admin(path, method);
  expect([answer.status, await answer.text()]).toEqual([status, says]);
});

test('an administrator reads and writes no artifacts', async () => {
  const { get, put } = await administered();
  expect((await get('11', 'root')).status).toBe(404);
  expect((await put('13', 'root', 'x')).status).toBe(403);
});

test('counts what became of requests, in no more series than there are outcomes', async () => {
  const { get, put, url } = await administered();
  await (await get('11', 'team')).text();
  await get('99', 'team');
  await put('11', 'team', 'x');
  await get('11', 'nobody');
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer root' } });
  const text = await answer.text();
  const requests = text.split('\n').filter((line) => line.startsWith('remote_cache_requests_total'));
  expect(requests.sort()).toEqual([
    'remote_cache_requests_total{method="GET",outcome="401"} 1',
    'remote_cache_requests_total{method="GET",outcome="404"} 1',
    'remote_cache_requests_total{method="GET",outcome="hit"} 1',
    'remote_cache_requests_total{method="PUT",outcome="409"} 1',
    'remote_cache_requests_total{method="PUT",outcome="stored"} 3',
  ]);
  expect(text).not.toContain('team');
});

test('is healthy while its store is', async () => {
  const { url } = await runningServer();
  const answer = await fetch(`${url}/healthz`);
  expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
});

test('says in its log who was served what, and no token', async () => {
  const { log, get } = await administered();
  await get('11', 'team');
  await get('11', 'a-secret-that-is-wrong');
  await expect.poll(() => log.filter(({ method }) => method === 'GET')).toHaveLength(2);
  expect(log.filter(({ method }) => method === 'GET')).toMatchObject([
    { path: '/v1/cache/11', who: 'team', outcome: 'hit', bytes: 1, scope: 'team', status: 200 },
    { path: '/v1/cache/11', why: 'the token is not known', status: 401 },
  ]);
  expect(JSON.stringify(log)).not.toContain('a-secret-that-is-wrong');
});
