import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { useWorld } from './world.ts';

const world = useWorld();

it('8. two deployers: one after the other', async () => {
  const shop = await world.open();
  await shop.publish('first', { api: 'well', web: 'well' });
  // Its check ends when somebody has written here.
  const gate = path.join(await mkdtemp(path.join(tmpdir(), 'gate-')), 'fifo');
  await execa('mkfifo', [gate]);
  await shop.configure({ check: ['cat', gate] });
  const first = shop.run('deploy', { version: 'first' });
  // Configured before it is read by the second: the first has read its settings when it shows its plan.
  await first.said('plan sha256:');
  await shop.configure({ check: ['true'] });
  await shop.publish('second', { api: 'well', web: 'well' });
  const second = shop.run('deploy', { version: 'second' });
  await second.said('waiting for ');
  await writeFile(gate, '');
  const runs = await Promise.all([first, second]);
  expect(
    runs.map(({ exitCode }) => exitCode),
    runs.map(({ output }) => output).join('\n'),
  ).toEqual([0, 0]);
  expect(await shop.serving()).toEqual({ api: ['second'], web: ['second'] });
  expect((await shop.history()).slice(-2)).toEqual(['deploy first succeeded', 'deploy second succeeded']);
  await rm(path.dirname(gate), { recursive: true });
  await world.deploy('second');
});

it('8. two deployers: one that was stopped for too long writes nothing more', async () => {
  const shop = await world.open();
  await shop.publish('paused', { api: 'well', web: 'well' });
  const paused = shop.run('deploy', { version: 'paused' }, world.proxy.kubeconfig);
  // Just before its switch: what it replaces has been marked.
  await new Promise<void>((stopped) => {
    world.proxy.onWrite = () => {
      if (world.proxy.writes.at(-1) === 'PATCH deployments/web-blue') {
        paused.kill('SIGSTOP');
        stopped();
      }
      return undefined;
    };
  });
  await world.deploy('other');
  const before = world.proxy.writes.length;
  paused.kill('SIGCONT');
  const { exitCode, output } = await paused;
  expect(exitCode).toBe(1);
  expect(output).toMatch(/E_LOCK_LOST|E_SWITCHED/);
  expect(world.proxy.writes.slice(before)).toEqual([]);
  expect(await shop.serving()).toEqual({ api: ['other'], web: ['other'] });
  expect((await shop.history()).slice(-2)).toEqual(['deploy paused interrupted', 'deploy other succeeded']);
  await world.deploy('other');
});
