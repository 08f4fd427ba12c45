import { expect, test } from 'vitest';
import { cacheEnv, NxWorkspace } from './nx-workspace.ts';
import { runningServer } from './server/running.ts';

test('what one clone has built, another one restores', async () => {
  const { url } = await runningServer({ tokens: { team: { writes: 'team' } } });
  const first = new NxWorkspace(cacheEnv(url, 'team'));
  expect(await first.build()).toMatchObject({ exitCode: 0, result: 'ran' });
  const second = first.clone(cacheEnv(url, 'team'));
  expect(await second.build()).toMatchObject({ exitCode: 0, result: 'remote cache' });
  expect(second.read('out/when')).toBe(first.read('out/when'));
});

test('the same behind the proxy, which says what the cache was good for', async () => {
  const { url } = await runningServer({ tokens: { team: { writes: 'team' } } });
  const first = new NxWorkspace(cacheEnv(url, 'team'));
  const built = await first.buildBehindProxy();
  expect(built).toMatchObject({ exitCode: 0, result: 'ran' });
  expect(built.output).toMatch(/^remote cache: 0 of 1 tasks restored \(0 B\), 1 stored \(\d+ B\)$/m);
  const second = first.clone(cacheEnv(url, 'team'));
  const restored = await second.buildBehindProxy();
  expect(restored).toMatchObject({ exitCode: 0, result: 'remote cache' });
  expect(restored.output).toMatch(/^remote cache: 1 of 1 tasks restored \(\d+ B\), \d+\.\d s of work saved, 0 stored \(0 B\)$/m);
  expect(second.read('out/when')).toBe(first.read('out/when'));
});

test('without a cache the wrapper only runs the command', async () => {
  const built = await new NxWorkspace().buildBehindProxy();
  expect(built).toMatchObject({ exitCode: 0, result: 'ran' });
  expect(built.output).not.toContain('remote cache');
});
