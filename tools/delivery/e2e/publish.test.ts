import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImageRecord } from '../src/image/record.ts';
import { privateStore } from './engine-store.ts';
import { expectFailure, expectSuccess } from './failure.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let registry: string;
const cleanUp: (() => unknown)[] = [];
beforeAll(async () => {
  const shared = await sharedWorkspace();
  cleanUp.push(shared.remove);
  workspace = await privateStore(shared.workspace, 'store');
  expectSuccess(await workspace.nx('run-many', '--targets=build,docker', '--projects=crane,api-server'));
  registry = await startRegistry();
});
afterAll(async () => {
  for (const step of cleanUp.reverse()) await step();
});

const publish = (...options: string[]) => workspace.nx('run', 'api-server:publish', ...options);
const record = async () => JSON.parse(await workspace.read('dist/images/api-server.json')) as ImageRecord;
const crane = async (...args: string[]) => (await workspace.run('tools/bin/crane/bin/crane', ...args)).output.trim();

it('pushes by digest and adds the tags: source, commit, branch, latest', async () => {
  expectSuccess(await publish(`--registry=${registry}`));
  const { digest, source, tags } = await record();
  const repository = `${registry}/kerp/api-server`;
  expect(tags).toEqual([source, await workspace.git('rev-parse', 'HEAD'), 'main', 'latest']);
  expect((await crane('ls', repository)).split('\n').sort()).toEqual([...tags].sort());
  expect(await Promise.all(tags.map((tag) => crane('digest', `${repository}:${tag}`)))).toEqual(tags.map(() => digest));
});

it('publishing again changes nothing', async () => {
  const before = await record();
  expectSuccess(await publish(`--registry=${registry}`));
  expect(await record()).toEqual({ ...before, outcome: 'present' });
});

it('a machine that lacks the image pulls it instead of building it', async () => {
  const { imageId } = (await record()).platforms[0] ?? {};
  const elsewhere = (await privateStore(workspace, 'empty-store')).with({ DELIVERY_REGISTRY: registry });
  expectSuccess(await elsewhere.nx('run', 'api-server:docker'));
  expect(await record()).toMatchObject({ outcome: 'pulled', platforms: [{ imageId }] });
});

it('without a registry it says how to name one', async () => {
  expectFailure(
    await publish(),
    'E_OPTION_INVALID: no registry is named',
    'fix    DELIVERY_REGISTRY=ghcr.io/<owner> npx nx run api-server:publish',
  );
});

it('a registry that does not answer is named', async () => {
  expectFailure(
    await publish('--registry=127.0.0.1:1'),
    'E_REGISTRY',
    'connection refused',
    '127.0.0.1:1/kerp/api-server',
    'fix    check that the registry answers',
  );
});

it('without its record an image is not published', async () => {
  await workspace.edit('dist/images/api-server.json', () => undefined);
  expectFailure(
    await publish(`--registry=${registry}`, '--exclude-task-dependencies'),
    "E_IMAGE_RECORD: there is no record of the image 'api-server'",
    'dist/images/api-server.json',
    'fix    npx nx run api-server:docker',
  );
});

it('an image on a stand-in is not for a shared registry', async () => {
  expectSuccess(await workspace.nx('run', 'api-server:docker'));
  await workspace.edit('dist/images/api-server.json', (text) => JSON.stringify({ ...JSON.parse(text), standIns: ['python:3.11'] }));
  expectFailure(
    await publish('--registry=registry.invalid', '--exclude-task-dependencies'),
    'E_BASE_IMAGE: api-server is packed on a stand-in for python:3.11',
    'registry.invalid/kerp/api-server',
    'fix    where the pinned base image can be pulled',
  );
});

/** A real registry on a port that the system chooses. */
async function startRegistry(): Promise<string> {
  const blobs = path.join(workspace.root, 'dist/registry');
  await mkdir(blobs);
  const server = execa('tools/bin/crane/bin/crane', ['registry', 'serve', '--address=127.0.0.1:0', `--disk=${blobs}`], {
    cwd: workspace.root,
    reject: false,
    all: true,
  });
  cleanUp.push(() => server.kill() && server);
  for await (const line of createInterface({ input: server.all })) {
    const port = /serving on port (\d+)/.exec(line)?.[1];
    if (port !== undefined) return `127.0.0.1:${port}`;
  }
  throw new Error('the registry did not start');
}
