import { expect, test } from 'vitest';
import { buildCommand, docker } from '../../../src/image/engines/docker.ts';
import { quietConsole } from '../../console.ts';
import { rejectionOf } from '../../failure.ts';
import { fakeProcess } from '../../fake-process.ts';
import { linesOf } from '../../toolchain/commands.ts';
import { digestOf } from '../records.ts';
import { REQUEST } from './requests.ts';

const BUILD = 'buildx build --provenance=false --build-arg=SOURCE_DATE_EPOCH=0';

test.each([
  [
    REQUEST,
    `.> path:docker ${BUILD} --output=type=docker,name=kerp/api:src-1,rewrite-timestamp=true --platform=linux/amd64 ` +
      '--file=deployments/docker/api/Dockerfile --build-context=account=deployments/docker/account ' +
      '--build-arg=BASE_IMAGE=kerp/base:src-2 --label=org.opencontainers.image.title=api dist/apps/api/linux-amd64',
  ],
  [
    { ...REQUEST, contexts: {}, buildArgs: {}, labels: {}, context: 'x' },
    `.> path:docker ${BUILD} --output=type=docker,name=kerp/api:src-1,rewrite-timestamp=true --platform=linux/amd64 ` +
      '--file=deployments/docker/api/Dockerfile x',
  ],
])('builds %#', (request, line) => {
  expect(linesOf([buildCommand(request)])).toEqual([line]);
});

test('works where the daemon and buildx answer', () => {
  expect(linesOf(docker.probes)).toEqual([".> path:docker version '--format={{.Server.Version}}'", '.> path:docker buildx version']);
});

test.each([
  ['the containerd store', { Descriptor: { digest: digestOf('d') } }, digestOf('d')],
  ['the classic store, where the id stands for it', {}, digestOf('1')],
])('finds the digest in %s', async (_name, own, digest) => {
  const process = fakeProcess(() => ({ stdout: JSON.stringify({ Id: digestOf('1'), Size: 5, ...own }) }));
  expect(await docker.create(process).inspect('a:1')).toEqual({ imageId: digestOf('1'), digest, size: 5 });
});

test('an image that is not there', async () => {
  expect(await docker.create(fakeProcess(() => ({ exitCode: 1 }))).inspect('a:1')).toBeUndefined();
});

test('a failed build names the Dockerfile', async () => {
  quietConsole();
  const engine = docker.create(fakeProcess(() => ({ exitCode: 1 })));
  expect(await rejectionOf(engine.build(REQUEST))).toBe(
    'E_COMMAND_FAILED: docker could not build the image for linux/amd64\n  where  deployments/docker/api/Dockerfile\n' +
      '  fix    the output above names the instruction; correct the Dockerfile or what it copies',
  );
});

test('pulls and names what it pulled, or says why not', async () => {
  const process = fakeProcess();
  expect(await docker.create(process).pull('r/a@sha256:0', 'r/a')).toBeUndefined();
  expect(process.typed).toEqual(['docker pull --quiet r/a@sha256:0', 'docker tag r/a@sha256:0 r/a']);
  const unreachable = fakeProcess(() => ({ exitCode: 1, stderr: 'Error:\nno route to host\n' }));
  expect(await docker.create(unreachable).pull('r/a', 'r/a')).toBe('no route to host');
});

test('pushes and finds the digest in what docker says', async () => {
  const process = fakeProcess(({ args }) => (args[0] === 'push' ? { stdout: `src-1: digest: ${digestOf('d')} size: 527` } : undefined));
  expect(await docker.create(process).push('kerp/api:src-1', 'r/kerp/api:src-1')).toBe(digestOf('d'));
  expect(process.typed).toEqual(['docker tag kerp/api:src-1 r/kerp/api:src-1', 'docker push r/kerp/api:src-1']);
});

test.each([
  ['is refused', { exitCode: 1, stderr: 'denied' }],
  ['names no digest', { stdout: 'pushed', stderr: 'denied' }],
])('a push that %s is a failure', async (_name, answer) => {
  const process = fakeProcess(({ args }) => (args[0] === 'push' ? answer : undefined));
  expect(await rejectionOf(docker.create(process).push('a:1', 'r/a:1'))).toBe(
    'E_REGISTRY: the image could not be pushed: denied\n  where  r/a:1\n' +
      '  fix    check that the registry answers, and log in: docker login <registry>',
  );
});

test('saves an image as docker writes it', async () => {
  const process = fakeProcess();
  await docker.create(process).save('a:1', '/tmp/a.tar');
  expect(process.typed).toEqual(['docker save --output=/tmp/a.tar a:1']);
});
