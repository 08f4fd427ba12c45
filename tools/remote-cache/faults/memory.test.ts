import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../tests/folder.ts';
import { serverProcess, TOKEN } from './server-process.ts';

const CONNECTIONS = 256;

test.each([
  { size: 1e3, each: 8 },
  { size: 1e5, each: 4 },
  { size: 4e6, each: 1 },
])('256 clients at a time, each with $each artifacts of $size bytes: less than 150 MB', async ({ size, each }) => {
  const { url, pid } = await serverProcess(temporaryFolder(), { settings: { requestsPerSecond: 100_000 } });
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const body = Buffer.alloc(size, 'artifact');
  const names = Array.from({ length: CONNECTIONS * each }, (_, n) => `${url}/v1/cache/${10_000 + n}`);
  const stored = await Promise.all(names.map((name) => ask(name, { method: 'PUT', agent, headers: { 'content-length': size } }, body)));
  expect(new Set(stored)).toEqual(new Set(['200 0']));
  const restored = await Promise.all(names.map((name) => ask(name, { method: 'GET', agent }, undefined)));
  agent.destroy();
  expect(new Set(restored)).toEqual(new Set([`200 ${size}`]));
  expect(await residentMegabytes(pid)).toBeLessThan(150);
});

/** @returns the status and how many bytes came. */
function ask(url: string, options: http.RequestOptions, body: Buffer | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { ...options.headers, authorization: `Bearer ${TOKEN}` };
    const request = http.request(url, { ...options, headers }, (answer) => {
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
      });
      answer.once('end', () => resolve(`${answer.statusCode} ${size}`)).once('error', reject);
    });
    request.once('error', reject).end(body);
  });
}

/** The most that the process has had. */
async function residentMegabytes(pid: number): Promise<number> {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
