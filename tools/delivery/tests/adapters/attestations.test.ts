import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { attestationsOf } from '../../src/adapters/attestations.ts';
import { rejectionOf } from '../failure.ts';
import { folderWith } from '../folder.ts';
import { digestOf } from '../image/records.ts';

const DIGEST = digestOf('1');
const AT_GITHUB = `/repos/kerp/kerp/attestations/${encodeURIComponent(DIGEST)}`;

/** GitHub on loopback, with one answer. */
async function gitHub(status: number, body: object): Promise<{ env: NodeJS.ProcessEnv; asked: string[] }> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { env: { GITHUB_TOKEN: 'ghs_5ecret', GITHUB_REPOSITORY: 'kerp/kerp', GITHUB_API_URL: url }, asked };
}

const KEPT = { attestations: [{ bundle: { mediaType: 'a' } }, { bundle: null }, { bundle: { mediaType: 'b' } }] };

test('what GitHub keeps, a line each', async () => {
  const { env, asked } = await gitHub(200, KEPT);
  expect(await attestationsOf(folderWith(), env).of(DIGEST)).toBe('{"mediaType":"a"}\n{"mediaType":"b"}');
  expect(asked).toEqual([AT_GITHUB]);
});

test('what was brought along goes before, and GitHub is not asked', async () => {
  const { env, asked } = await gitHub(200, KEPT);
  const folder = folderWith({ [`dist/attestations/${DIGEST}.jsonl`]: 'brought' });
  expect(await attestationsOf(folder, env).of(DIGEST)).toBe('brought');
  expect(asked).toEqual([]);
});

test('GitHub has none', async () => {
  const { env } = await gitHub(404, { message: 'Not Found' });
  expect(await attestationsOf(folderWith(), env).of(DIGEST)).toBeUndefined();
});

test('without a token nobody is asked', async () => {
  expect(await attestationsOf(folderWith(), {}).of(DIGEST)).toBeUndefined();
});

test('a GitHub that refuses is no GitHub that has none', async () => {
  const { env } = await gitHub(403, { message: 'Resource not accessible by integration' });
  expect(await rejectionOf(attestationsOf(folderWith(), env).of(DIGEST))).toMatch(
    /^E_GITHUB: 403 Resource not accessible by integration.*\n {2}where {2}GET \/repos\/\{owner\}\/\{repo\}\/attestations\/\{subject_digest\}/,
  );
});
