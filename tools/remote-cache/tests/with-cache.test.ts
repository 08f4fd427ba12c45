import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { faultServer } from './fault-server.ts';

const WRAPPER = path.resolve(import.meta.dirname, '../src/with-cache.ts');
const wrapped = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execa(process.execPath, [WRAPPER, ...args], {
    reject: false,
    env: { NX_CLOUD_ACCESS_TOKEN: undefined, NX_SELF_HOSTED_REMOTE_CACHE_SERVER: undefined, FORCE_COLOR: undefined, ...env },
  });
const SHOW = ['sh', '-c', 'echo "$NX_SELF_HOSTED_REMOTE_CACHE_SERVER $NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN $NO_PROXY"'];

test.each([
  { what: 'without a cache', env: {} },
  { what: 'with Nx Cloud', env: { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: 'http://127.0.0.1:1', NX_CLOUD_ACCESS_TOKEN: 'x' } },
])('$what the command has the environment as it was', async ({ env }) => {
  const { stdout, exitCode } = await wrapped(SHOW, env);
  expect([stdout.trim(), exitCode]).toEqual([env.NX_SELF_HOSTED_REMOTE_CACHE_SERVER ?? '', 0]);
});

test('the command sees the proxy, and not the token of the cache', async () => {
  const { url } = await faultServer();
  const env = {
    NX_SELF_HOSTED_REMOTE_CACHE_SERVER: `${url}/`,
    NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'the-secret',
    NO_PROXY: 'internal',
  };
  const { stdout, stderr } = await wrapped(SHOW, env);
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+ [\w-]{43} internal,127\.0\.0\.1$/);
  expect(stdout).not.toContain(url);
  // Nothing was asked of the cache: nothing is said of it.
  expect(stderr).toBe('');
});

test.each([
  { what: 'its exit code', args: ['sh', '-c', 'exit 7'], code: 7 },
  { what: '128 and the signal that ended it', args: ['sh', '-c', 'kill -TERM $$'], code: 143 },
  { what: '127 where there is no such program', args: ['no-such-program'], code: 127 },
  { what: '2 without a command', args: [], code: 2 },
])('ends with $what', async ({ args, code }) => {
  const { url } = await faultServer();
  expect((await wrapped(args, { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url })).exitCode).toBe(code);
  expect((await wrapped(args)).exitCode).toBe(code);
});

test('hands SIGTERM on, and ends when the command has ended', async () => {
  const script = "trap 'echo ending; exit 5' TERM; echo ready; while :; do sleep 0.1; done";
  const child = wrapped(['sh', '-c', script]);
  for await (const line of child) if (line === 'ready') child.kill('SIGTERM');
  const { exitCode, stdout } = await child;
  expect([exitCode, stdout]).toEqual([5, 'ready\nending']);
});
