import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { LIMITS, startServer } from '../../src/server/server.ts';

const STALL_MS = 300;

test.each([
  { what: 'checks what it will send', method: 'GET', body: null },
  { what: 'stores what came', method: 'PUT', body: 'an artifact' },
])('a client that waits while this server $what is not let go', async ({ method, body }) => {
  const server = await startServer(
    async (request, response) => {
      const received = await buffer(request);
      await wait(3 * STALL_MS);
      response.end(received);
    },
    { host: '127.0.0.1', port: 0 },
    { ...LIMITS, stallMs: STALL_MS },
  );
  onTestFinished(server.close);
  const answer = await fetch(server.url, { method, body });
  expect(await answer.text()).toBe(body ?? '');
});

test('a client whose body waits for a slow disk is not let go', async () => {
  const server = await startServer(
    async (request, response) => {
      let size = 0;
      for await (const chunk of request) {
        if (size === 0) await wait(3 * STALL_MS);
        size += chunk.length;
      }
      response.end(`${size}`);
    },
    { host: '127.0.0.1', port: 0 },
    { ...LIMITS, stallMs: STALL_MS },
  );
  onTestFinished(server.close);
  // More than what the server reads ahead.
  const body = Buffer.alloc(400_000);
  expect(await (await fetch(server.url, { method: 'PUT', body })).text()).toBe('400000');
});
