import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Container, healthCheck, start } from './container.ts';

/** Each test has ports of its own, so that images can be tested on a machine where the services already run. */
const port = { api: await freePort(), worker: await freePort(), scraper: await freePort(), edi: await freePort() };

const services = [
  { image: 'insurance-edi', env: { GRPC_ADDR: `127.0.0.1:${port.edi}` }, ready: /"(?:event|msg|message)"/ },
  { image: 'tax-scraper', env: { GRPC_ADDR: `127.0.0.1:${port.scraper}` }, ready: /"(?:event|msg|message)"/ },
  { image: 'api-server', env: { HTTP_ADDR: `127.0.0.1:${port.api}` }, ready: /"msg"/ },
  {
    image: 'worker',
    env: { HTTP_ADDR: `127.0.0.1:${port.worker}`, TAX_SCRAPER_ADDR: `127.0.0.1:${port.scraper}`, INSURANCE_EDI_ADDR: `127.0.0.1:${port.edi}` },
    ready: /"msg"/,
  },
];

describe.each(services)('$image', ({ image, env }) => {
  let container: Container;
  beforeAll(async () => {
    container = await start(image, env);
  });
  afterAll(async () => {
    await container?.remove();
  });

  it('answers its own health check', async () => {
    const command = await healthCheck(image);
    await expect.poll(() => container.exec(...command).then(() => 'healthy', String), { timeout: 30_000, interval: 200 }).toBe('healthy');
  });

  it('ends in order when it is told to', async () => {
    expect(await container.stop()).toBe(0);
  });
});

async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const chosen = typeof address === 'object' && address !== null ? address.port : 0;
    server.close(() => resolve(chosen));
  });
  return promise;
}
