import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { faultServer, GET_FAULTS, PUT_FAULTS } from '../tests/fault-server.ts';
import { cacheEnv, NxWorkspace } from '../tests/nx-workspace.ts';

// What Nx does by itself, which is why there is a proxy. The table of the README says the same.

const HARMLESS_PUTS = ['403', '409'];
/** It would wait forever. */
const ENDLESS = ['stalled', 'stalled in the middle'];
/** Whether Nx notices depends on where it is. */
const BY_CHANCE = ['one bit altered'];

test.each(Object.keys(GET_FAULTS).filter((name) => ![...ENDLESS, ...BY_CHANCE].includes(name)))(
  'without the proxy, GET %s ends the build',
  async (name) => {
    const server = await faultServer();
    const workspace = new NxWorkspace(cacheEnv(server.url, 'any'));
    expect(await workspace.build()).toMatchObject({ exitCode: 0, result: 'ran' });
    workspace.forget();
    server.set({ get: GET_FAULTS[name] });
    expect(await workspace.build()).toMatchObject({ exitCode: 1 });
  },
);

test('without the proxy, altered bytes in a whole archive are restored without a word', async () => {
  const server = await faultServer();
  const workspace = new NxWorkspace(cacheEnv(server.url, 'any'));
  expect(await workspace.build()).toMatchObject({ exitCode: 0, result: 'ran' });
  workspace.forget();
  server.artifact = gzipSync(Buffer.from(gunzipSync(server.artifact).toString('latin1').replace('clean', 'dirty'), 'latin1'));
  server.set({ get: (_, response, artifact) => void response.end(artifact) });
  expect(await workspace.build()).toMatchObject({ exitCode: 0, result: 'remote cache' });
  expect(workspace.read('out/payload')).toBe('dirty\n');
});

test.each(Object.keys(PUT_FAULTS).filter((name) => !ENDLESS.includes(name)))('without the proxy, PUT %s', async (name) => {
  const server = await faultServer();
  const workspace = new NxWorkspace(cacheEnv(server.url, 'any'));
  server.set({ put: PUT_FAULTS[name] });
  const harmless = HARMLESS_PUTS.includes(name);
  expect(await workspace.build()).toMatchObject({ exitCode: harmless ? 0 : 1 });
  expect(server.puts()).toBe(harmless ? 1 : 6);
});
