import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hostPlatform } from '../../src/build/platform.ts';
import { standIn, standInFile } from '../../src/image/stand-in.ts';
import { rejectionOf } from '../failure.ts';
import { fakeEngine } from './fake-engine.ts';
import { imageJob } from './job.ts';

const PACKAGES = '# interpreter\npython3-minimal\n\n  libc6  # C library\n';

test('the list of packages is beside the Dockerfile', () => {
  expect(standInFile('deployments/docker/base')).toBe('deployments/docker/base/stand-in.txt');
});

test('is made of the packages, without comments, and named after the image and the list', async () => {
  const engine = fakeEngine();
  const job = imageJob({});
  const ref = await standIn('docker.io/library/python:3.11-slim@sha256:0', PACKAGES, engine, job);
  expect(ref).toMatch(/^local\/stand-in\/python:src-[0-9a-f]{20}$/);
  expect(job.process.typed[0]).toMatch(
    /^mmdebstrap --mode=root --variant=minbase --include=python3-minimal,libc6 .* bookworm dist\/\.tmp\/[\w-]+\/rootfs\.tar$/,
  );
  expect(engine.requests).toMatchObject([
    { ref, name: 'stand-in/python', platform: `linux/${hostPlatform().arch}`, buildArgs: {}, labels: {}, created: '1970-01-01T00:00:00Z' },
  ]);
});

test.each([
  ['python:3', 'python'],
  ['localhost:5000/library/python', 'python'],
  ['ghcr.io/o/base@sha256:0', 'base'],
])('the stand-in of %s is named %s', async (image, name) => {
  expect(await standIn(image, PACKAGES, fakeEngine(), imageJob({}))).toContain(`local/stand-in/${name}:src-`);
});

test('is made once for each list', async () => {
  const engine = fakeEngine();
  const job = imageJob({});
  const first = await standIn('python:3', PACKAGES, engine, job);
  expect(await standIn('python:3', PACKAGES, engine, job)).toBe(first);
  expect(engine.log).toEqual([`build ${first}`]);
  expect(await standIn('python:3', `${PACKAGES}tzdata\n`, engine, job)).not.toBe(first);
});

test('leaves nothing behind, also when it fails', async () => {
  const job = imageJob({});
  const broken = { ...job, process: { ...job.process, stream: async () => ({ exitCode: 2, durationMs: 1 }) } };
  const message = await rejectionOf(standIn('python:3', PACKAGES, fakeEngine(), broken));
  expect(message).toMatch(/^E_COMMAND_FAILED: mmdebstrap failed with exit code 2\n/);
  expect(message).toMatch(/\n {2}fix {4}on Debian and Ubuntu: apt-get install mmdebstrap; it needs root and a Debian mirror$/);
  expect(readdirSync(path.join(job.workspaceRoot, 'dist/.tmp'))).toEqual([]);
});
