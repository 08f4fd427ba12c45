import { expect, test } from 'vitest';
import { type Fault, type FaultServer, faultServer, GET_FAULTS, PUT_FAULTS } from '../tests/fault-server.ts';
import { cacheEnv, NxWorkspace, type Run } from '../tests/nx-workspace.ts';

/** Far beyond two attempts with a stall of 10 s each, also on a busy machine: only what hangs takes longer. In milliseconds. */
const HELD_UP = 200_000;

async function stored(): Promise<{ server: FaultServer; workspace: NxWorkspace }> {
  const server = await faultServer();
  const workspace = new NxWorkspace(cacheEnv(server.url, 'any'));
  expect(await workspace.buildBehindProxy()).toMatchObject({ exitCode: 0, result: 'ran' });
  workspace.forget();
  return { server, workspace };
}

/** Green, right, and in time; a build that hangs fails here instead of at the end of the test. */
async function expectGreen(workspace: NxWorkspace, running: Promise<Run>): Promise<Run> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('the build hangs')), HELD_UP).unref());
  const run = await Promise.race([running, late]);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(workspace.read('out/in.txt')).toBe('hello');
  expect(workspace.read('out/payload')).toBe('clean\n');
  return run;
}

test.each(Object.keys(GET_FAULTS))('GET %s: the build runs the task and is green', async (name) => {
  const { server, workspace } = await stored();
  server.set({ get: GET_FAULTS[name] });
  const run = await expectGreen(workspace, workspace.buildBehindProxy());
  expect(run.result).toBe('ran');
  expect(run.output).toMatch(/^remote cache: 0 of 1 tasks restored/m);
});

test.each(Object.keys(PUT_FAULTS))('PUT %s: the build is green', async (name) => {
  const server = await faultServer();
  server.set({ put: PUT_FAULTS[name] });
  const workspace = new NxWorkspace(cacheEnv(server.url, 'any'));
  const run = await expectGreen(workspace, workspace.buildBehindProxy());
  expect(run.output).toMatch(/^remote cache: 0 of 1 tasks restored/m);
});

test('nobody listens', async () => {
  const workspace = new NxWorkspace(cacheEnv('http://127.0.0.1:1', 'any'));
  const run = await expectGreen(workspace, workspace.buildBehindProxy());
  expect(run.output).toMatch(/faults hidden, the last: connect ECONNREFUSED 127\.0\.0\.1:1$/m);
});

test('an address that nobody answers at', async () => {
  // Of a network that is for documentation (RFC 5737).
  const workspace = new NxWorkspace(cacheEnv('http://192.0.2.1:7077', 'any'));
  await expectGreen(workspace, workspace.buildBehindProxy());
});

test('slow, but whole: the task is restored', async () => {
  const { server, workspace } = await stored();
  const slow: Fault = (_, response, artifact) => {
    response.writeHead(200, { 'Content-Length': artifact.length });
    const half = Math.floor(artifact.length / 2);
    setTimeout(() => response.write(artifact.subarray(0, half)), 1_500);
    setTimeout(() => response.end(artifact.subarray(half)), 3_000);
  };
  server.set({ get: slow });
  expect(await expectGreen(workspace, workspace.buildBehindProxy())).toMatchObject({ result: 'remote cache' });
});

test('a task that fails is red, whatever the cache does', async () => {
  const server = await faultServer();
  server.set({ get: GET_FAULTS['500'], put: PUT_FAULTS['500'] });
  const workspace = new NxWorkspace(cacheEnv(server.url, 'any'));
  workspace.write('out', 'a file where the task wants a folder');
  expect(await workspace.buildBehindProxy()).toMatchObject({ exitCode: 1, result: 'ran' });
});
