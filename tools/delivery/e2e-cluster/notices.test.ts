import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openShop, type Shop } from './shop.ts';

/** Stands for Slack and for GitHub. */
let others: http.Server;
let told: { path: string; body: Record<string, unknown> }[] = [];
let shop: Shop;
beforeAll(async () => {
  shop = await openShop(inject('cluster'), { replicas: 1 });
  others = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      told.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) });
      const isSlack = request.url === '/slack';
      response.writeHead(isSlack ? 200 : 201, { 'Content-Type': isSlack ? 'text/plain' : 'application/json' });
      response.end(isSlack ? 'ok' : '{"id":7}');
    });
  });
  await new Promise<void>((resolve) => others.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  others.closeAllConnections();
  others.close();
  await shop.remove();
});

const urlOf = (server: http.Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function deploy(version: string, url = urlOf(others)) {
  told = [];
  const github = { GITHUB_API_URL: url, GITHUB_TOKEN: 'secret', GITHUB_REPOSITORY: 'kerp/kerp' };
  return shop.run('deploy', { version }, '', { SLACK_WEBHOOK_URL: `${url}/slack`, ...github });
}

/** Of GitHub its states in their order, of Slack its headline. */
function news(): (string | undefined)[] {
  const states = told.filter(({ path }) => path.endsWith('/deployments/7/statuses')).map(({ body }) => body['state'] as string);
  return [...states, told.find(({ path }) => path === '/slack')?.body['text'] as string | undefined];
}

it('Slack and GitHub are told of a deploy', async () => {
  await shop.publish('v1', { api: 'well', web: 'well' });
  const { exitCode, output } = await deploy('v1');
  expect(exitCode, output).toBe(0);
  expect(told[0]).toMatchObject({ path: '/repos/kerp/kerp/deployments', body: { environment: 'test' } });
  expect(news()).toEqual(['in_progress', 'success', expect.stringContaining('v1 runs in test')]);
});

it('and of one that went back', async () => {
  await shop.publish('v2', { web: 'crash' });
  expect((await deploy('v2')).exitCode).toBe(1);
  expect(news()).toEqual(['in_progress', 'failure', expect.stringContaining('v2 failed in test; v1 runs again')]);
});

it('a deploy succeeds though neither answers', async () => {
  await shop.publish('v3', { web: 'well' });
  const gone = http.createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const url = urlOf(gone);
  await new Promise((resolve) => gone.close(resolve));
  const { exitCode, output } = await deploy('v3', url);
  expect(exitCode, output).toBe(0);
  expect(output).toMatch(/warning: Slack was not told: .*ECONNREFUSED/);
  expect(output).toMatch(/warning: GitHub was not told: .*ECONNREFUSED/);
  expect(output).not.toContain('secret');
});
