import { hash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Container, healthCheck, imageConfig, start } from './container.ts';
import { freePort } from './free-port.ts';
import { startPortal } from './portal.ts';

const portal = await startPortal();

const scraper = `127.0.0.1:${await freePort()}`;
const edi = `127.0.0.1:${await freePort()}`;
const api = `127.0.0.1:${await freePort()}`;
const worker = `127.0.0.1:${await freePort()}`;

interface Service {
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** Where no server is: the Go services start without theirs and say that they are not ready. */
const nobody = `127.0.0.1:${await freePort()}`;
const STORES = {
  DATABASE_URL: `postgres://kerp@${nobody}/kerp`,
  NATS_URL: `nats://${nobody}`,
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
};

/** Its health check asks at the port that the image names. Nobody shows a token of GitHub, which is not asked for its keys then. */
const CACHE = {
  listen: '127.0.0.1:7077',
  folder: '/tmp/cache',
  tokens: 'tokens.json',
  github: { audience: 'http://127.0.0.1:7077', repositories: { 'kerp/kerp': 1 }, defaultBranch: 'main' },
};

const cacheToken = randomBytes(32).toString('hex');
const TOKENS = { tokens: [{ name: 'team', sha256: hash('sha256', cacheToken), writes: 'team' }] };

const services: readonly Service[] = [
  {
    image: 'tax-scraper',
    env: { GRPC_ADDR: scraper, PORTAL_URL: portal.url, CREDENTIALS_DIR: '/run/secrets' },
    files: { '/run/secrets/agent.json': JSON.stringify({ user: 'agent', password: 'stand-in' }) },
  },
  {
    image: 'insurance-edi',
    env: { GRPC_ADDR: edi, EDI_KEY_FILE: '/run/secrets/edi-key' },
    files: { '/run/secrets/edi-key': randomBytes(64).toString('hex') },
  },
  { image: 'api-server', env: { HTTP_ADDR: api, REDIS_URL: `redis://${nobody}`, ...STORES } },
  { image: 'worker', env: { HTTP_ADDR: worker, TAX_SCRAPER_ADDR: scraper, INSURANCE_EDI_ADDR: edi, ...STORES } },
  {
    image: 'remote-cache',
    env: {},
    files: { '/etc/remote-cache/settings.json': JSON.stringify(CACHE), '/etc/remote-cache/tokens.json': JSON.stringify(TOKENS) },
  },
];

/** All run at once: the worker sees the two gRPC services. */
const running = new Map<string, Container>();
beforeAll(async () => {
  for (const { image, env, files } of services) running.set(image, await start(image, env, files));
});
afterAll(async () => {
  await Promise.all([portal.stop(), ...[...running.values()].map((container) => container.remove())]);
});

/** Prints how many invoices each page of a listing has. */
const FETCH = `
import sys
import grpc
from kerp.tax.v1 import tax_invoice_service_pb2 as pb
from kerp.tax.v1.tax_invoice_service_pb2_grpc import TaxInvoiceServiceStub
with grpc.insecure_channel(sys.argv[1]) as channel:
    request = pb.FetchInvoicesRequest(business_number="1234567891", period="2026-01", credential_ref="agent")
    print(*[len(page.invoices) for page in TaxInvoiceServiceStub(channel).FetchInvoices(request)])
`;

describe.each(services)('$image', ({ image }) => {
  it('runs as uid 1000, whose name is kerp', async () => {
    const config = await imageConfig(image);
    expect(config.User).toBe('1000:1000');
    expect(await running.get(image)?.file('/etc/passwd')).toMatch(/^kerp:x:1000:1000:/m);
  });

  it('answers its own health check', async () => {
    const command = await healthCheck(image);
    await expect
      .poll(
        () =>
          running
            .get(image)
            ?.exec(...command)
            .then(() => 'healthy', String),
        { timeout: 30_000, interval: 200 },
      )
      .toBe('healthy');
  });

  it('says what it is made of', async () => {
    const { Labels } = await imageConfig(image);
    expect(Labels).toMatchObject({
      'org.opencontainers.image.title': image,
      'org.opencontainers.image.source': expect.stringMatching(/^https:\/\//),
      'org.opencontainers.image.revision': expect.stringMatching(/^([0-9a-f]{40}(-dirty)?|uncommitted)$/),
      'org.opencontainers.image.created': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });
});

describe('together', () => {
  it.each([
    ['api-server', `http://${api}/health`],
    ['worker', `http://${worker}/health`],
  ])('%s answers from outside', async (_, url) => {
    await expect.poll(() => fetch(url).then(({ status }) => status, String), { timeout: 30_000, interval: 200 }).toBe(200);
  });

  it('worker reaches both gRPC services, and says what it does not reach', async () => {
    const checks = () => fetch(`http://${worker}/ready`).then((response) => response.json(), String);
    await expect
      .poll(checks, { timeout: 30_000, interval: 200 })
      .toMatchObject({ checks: { 'tax-scraper': 'ok', 'insurance-edi': 'ok', postgres: 'failing' } });
  });

  it('the browser of tax-scraper draws Korean text', async () => {
    expect(await running.get('tax-scraper')?.exec('python3', '-m', 'tax_scraper', 'selfcheck')).toContain('전자세금계산서');
  });

  it('tax-scraper fetches a listing from a portal', async () => {
    expect(await running.get('tax-scraper')?.exec('python3', '-c', FETCH, scraper)).toBe('2 2 1');
  });

  it('remote-cache gives back what was stored, to whoever may read it', async () => {
    const artifact = randomBytes(4_000_000);
    const ask = (token: string, body?: Buffer<ArrayBuffer>) =>
      fetch(`http://${CACHE.listen}/v1/cache/${hash('sha256', artifact)}`, {
        headers: { authorization: `Bearer ${token}` },
        ...(body && { method: 'PUT', body }),
      });
    expect((await ask(cacheToken, artifact)).status).toBe(200);
    expect(Buffer.from(await (await ask(cacheToken)).arrayBuffer()).equals(artifact)).toBe(true);
    expect((await ask('another')).status).toBe(401);
  });

  it('a root file system that nobody writes to', async () => {
    await expect(running.get('insurance-edi')?.exec('python3', '-c', 'open("/app/x", "w")')).rejects.toThrow('Read-only file system');
  });

  it.each(services)('$image ends in order when it is told to', async ({ image }) => {
    expect(await running.get(image)?.stop()).toBe(0);
  });
});
