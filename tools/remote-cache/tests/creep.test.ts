import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../src/serve.ts';
import { PULL_REQUEST } from './access/issuer.ts';
import { gitHubActions } from './actions.ts';
import { temporaryFolder } from './folder.ts';
import { freePort } from './free-port.ts';
import { cacheEnv, NxWorkspace } from './nx-workspace.ts';
import { runningServer } from './server/running.ts';

// CVE-2025-36852: a pull request computes the key that main will use after the merge, and uploads its own result first.

test('a pull request that is first cannot poison main', async () => {
  const actions = await gitHubActions();
  const url = await cacheFor(actions.issuer);
  const server = { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url };

  // 1. The pull request builds the very sources that main will have, with a build that it has tampered with.
  const pull = new NxWorkspace({ ...server, ...actions.jobEnv(PULL_REQUEST) });
  expect(await pull.buildBehindProxy({ PAYLOAD: 'poison' })).toMatchObject({ exitCode: 0, result: 'ran' });

  // 2. The poison is there, under that key, for the pull request itself.
  pull.forget();
  expect(await pull.buildBehindProxy()).toMatchObject({ exitCode: 0, result: 'remote cache' });
  expect(pull.read('out/payload')).toBe('poison\n');

  // 3. It is merged: main looks the same key up, gets nothing, and builds by itself.
  const main = pull.clone({ ...server, ...actions.jobEnv() });
  expect(await main.buildBehindProxy()).toMatchObject({ exitCode: 0, result: 'ran' });
  expect(main.read('out/payload')).toBe('clean\n');

  // 4. Whoever reads main from now on, main or another pull request, gets what main has built.
  for (const run of [{}, { ...PULL_REQUEST, ref: 'refs/pull/6/merge' }]) {
    const reader = pull.clone({ ...server, ...actions.jobEnv(run) });
    expect(await reader.buildBehindProxy()).toMatchObject({ exitCode: 0, result: 'remote cache' });
    expect(reader.read('out/payload')).toBe('clean\n');
  }
});

test('where both have a token of one scope, the same steps do poison main', async () => {
  const { url } = await runningServer({ tokens: { everybody: { writes: 'everything' } } });
  const pull = new NxWorkspace(cacheEnv(url, 'everybody'));
  expect(await pull.build({ PAYLOAD: 'poison' })).toMatchObject({ exitCode: 0, result: 'ran' });
  const main = pull.clone(cacheEnv(url, 'everybody'));
  expect(await main.build()).toMatchObject({ exitCode: 0, result: 'remote cache' });
  expect(main.read('out/payload')).toBe('poison\n');
});

test('the token of a job is renewed before it ends', async () => {
  const actions = await gitHubActions({ lifetime: 60 });
  const url = await cacheFor(actions.issuer);
  const workspace = new NxWorkspace({ NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url, ...actions.jobEnv() });
  expect((await workspace.buildBehindProxy()).output).toContain('1 stored');
  // One for the look-up and one for the upload: what has a minute left is renewed.
  expect(actions.handedOut()).toBe(2);
});

/** A cache on a free port that trusts the runs of this issuer, set up as an administrator does it. */
async function cacheFor(issuer: string): Promise<string> {
  const file = path.join(temporaryFolder(), 'settings.json');
  // Tokens are made for the URL of the cache, so that must be known before it listens.
  const port = await freePort();
  const audience = `http://127.0.0.1:${port}`;
  const github = { issuer, audience, repositories: { 'kerp/kerp': 42 }, defaultBranch: 'main' };
  await writeFile(file, JSON.stringify({ listen: `127.0.0.1:${port}`, folder: 'data', github }));
  const cache = await serve(file, pino({ level: 'silent' }));
  onTestFinished(cache.close);
  return cache.url;
}
