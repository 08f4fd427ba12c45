import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../tests/folder.ts';
import { cacheEnv, NxWorkspace } from '../tests/nx-workspace.ts';
import { serverProcess, TOKEN } from './server-process.ts';

const put = (url: string, hash: string, body: Buffer) =>
  fetch(`${url}/v1/cache/${hash}`, { method: 'PUT', body, headers: { authorization: `Bearer ${TOKEN}` } });
const get = (url: string, hash: string) => fetch(`${url}/v1/cache/${hash}`, { headers: { authorization: `Bearer ${TOKEN}` } });

/** In a mount namespace of its own, so that the small disk is gone with the process. */
const SMALL_DISK = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=4m tmpfs "$1" && shift && exec "$@"', 'sh'];

test.skipIf(process.getuid?.() !== 0)('a full disk: nothing is stored in part, and builds are green', async () => {
  const folder = temporaryFolder();
  await mkdir(path.join(folder, 'data'));
  const { url } = await serverProcess(folder, { command: [...SMALL_DISK, path.join(folder, 'data')] });
  expect((await put(url, '11', randomBytes(1_000_000))).status).toBe(200);
  expect((await put(url, '12', randomBytes(8_000_000)).catch(() => ({ status: 507 }))).status).toBe(507);
  expect((await get(url, '12')).status).toBe(404);
  // What did not fit has made room again.
  expect((await put(url, '13', randomBytes(2_000_000))).status).toBe(200);
  const workspace = new NxWorkspace(cacheEnv(url, TOKEN));
  expect((await put(url, '14', randomBytes(990_000))).status).toBe(200);
  expect(await workspace.buildBehindProxy()).toMatchObject({ exitCode: 0, result: 'ran' });
});

test('killed in the middle of an upload: nothing of it is served, and the next start works', async () => {
  const folder = temporaryFolder();
  const first = await serverProcess(folder);
  expect((await put(first.url, '11', Buffer.from('whole'))).status).toBe(200);
  const upload = http.request(`${first.url}/v1/cache/12`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-length': 10_000_000 },
  });
  upload.on('error', () => undefined).write(randomBytes(5_000_000));
  const incoming = path.join(folder, 'data/incoming');
  await expect.poll(() => readdir(incoming).catch(() => [])).toHaveLength(1);
  await first.kill();
  upload.destroy();
  const second = await serverProcess(folder);
  expect((await get(second.url, '12')).status).toBe(404);
  expect(await (await get(second.url, '11')).text()).toBe('whole');
  expect((await put(second.url, '12', Buffer.from('again'))).status).toBe(200);
});

test('killed in the middle of a build: the build is green', async () => {
  const folder = temporaryFolder();
  const server = await serverProcess(folder);
  const workspace = new NxWorkspace(cacheEnv(server.url, TOKEN));
  expect(await workspace.buildBehindProxy()).toMatchObject({ exitCode: 0, result: 'ran' });
  workspace.forget();
  const building = workspace.buildBehindProxy();
  await server.kill();
  expect(await building).toMatchObject({ exitCode: 0 });
  expect(workspace.read('out/in.txt')).toBe('hello');
});

test('10,000 requests at the same time are all answered, in bounded memory', async () => {
  const { url, pid } = await serverProcess(temporaryFolder(), { settings: { requestsPerSecond: 100_000 } });
  const body = randomBytes(20_000);
  expect((await put(url, '12', body)).status).toBe(200);
  const agent = new http.Agent({ maxSockets: 2_000 });
  const sizes = await Promise.all(Array.from({ length: 10_000 }, () => download(`${url}/v1/cache/12`, agent)));
  agent.destroy();
  expect(new Set(sizes)).toEqual(new Set([body.length]));
  expect(await residentMegabytes(pid)).toBeLessThan(400);
});

function download(url: string, agent: http.Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { authorization: `Bearer ${TOKEN}` } }, (answer) => {
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
      });
      answer.once('end', () => resolve(size)).once('error', reject);
    });
    request.once('error', reject);
  });
}

/** The most that the process has had. */
async function residentMegabytes(pid: number): Promise<number> {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
