import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { hammer } from '../../src/cache/load.ts';

async function server(answer: (n: number) => { status: number; bytes: number }) {
  let requests = 0;
  let open = 0;
  let most = 0;
  const listening = http.createServer((request, response) => {
    most = Math.max(most, ++open);
    const { status, bytes } = answer(requests++);
    request.resume().once('end', () => {
      open--;
      response.writeHead(status).end(Buffer.alloc(bytes));
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => listening.close(() => resolve())));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`, requests: () => requests, most: () => most };
}

test.each(['GET', 'PUT'] as const)('sends each %s once, and no more at a time than it is told', async (method) => {
  const { url, requests, most } = await server(() => ({ status: 200, bytes: method === 'GET' ? 10 : 0 }));
  const asked = new Set<string>();
  const urlOf = (n: number) => {
    asked.add(`${url}${n}`);
    return `${url}${n}`;
  };
  const measured = await hammer({ method, size: 10, connections: 3, requests: 50 }, urlOf, {});
  expect([requests(), asked.size]).toEqual([50, 50]);
  expect(most()).toBeLessThanOrEqual(3);
  expect(measured.bytesPerSecond).toBeCloseTo(measured.perSecond * 10);
});

test.each([
  { what: 'an error', answer: { status: 500, bytes: 0 }, says: 'answered with 500 and 0 bytes' },
  { what: 'half an artifact', answer: { status: 200, bytes: 5 }, says: 'answered with 200 and 5 bytes' },
])('$what is no measurement', async ({ answer, says }) => {
  const { url } = await server((n) => (n < 3 ? { status: 200, bytes: 10 } : answer));
  await expect(hammer({ method: 'GET', size: 10, connections: 1, requests: 10 }, () => url, {})).rejects.toThrow(says);
});
