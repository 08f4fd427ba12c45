import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hostPlatform } from '../../../src/build/platform.ts';
import { buildah, buildCommand, podman } from '../../../src/image/engines/containers.ts';
import type { Command } from '../../../src/toolchain/command.ts';
import { quietConsole } from '../../console.ts';
import { rejectionOf } from '../../failure.ts';
import { type FakeProcess, fakeProcess } from '../../fake-process.ts';
import { write } from '../../folder.ts';
import { linesOf } from '../../toolchain/commands.ts';
import { digestOf } from '../records.ts';
import { REQUEST } from './requests.ts';

const FLAGS = '--format=docker --timestamp=0 --layers --identity-label=false --isolation=chroot --network=host --pull=never';

const HOST = hostPlatform().arch;
const OTHER = HOST === 'amd64' ? 'arm64' : 'amd64';

test.each([
  ['buildah', HOST, ''],
  ['buildah', OTHER, ` --platform=linux/${OTHER}`],
  ['podman', HOST, ''],
] as const)('%s builds for %s without clock, daemon or names of this machine', (program, arch, platform) => {
  expect(linesOf([buildCommand(program, { ...REQUEST, platform: `linux/${arch}` }, '/scratch/id')])).toEqual([
    `.> path:${program} build ${FLAGS}${platform} --iidfile=/scratch/id --file=deployments/docker/api/Dockerfile ` +
      '--build-context=account=deployments/docker/account --build-arg=BASE_IMAGE=kerp/base:src-2 ' +
      '--label=org.opencontainers.image.title=api dist/apps/api/linux-amd64',
  ]);
});

test.each([
  [buildah, ['.> path:buildah version']],
  [podman, [".> path:podman info '--format={{.Store.GraphDriverName}}'"]],
])('is probed by %j', (kind, lines) => {
  expect(linesOf(kind.probes)).toEqual(lines);
});

test('keeps images under localhost/', () => {
  expect(buildah.create(fakeProcess()).localName('kerp/api')).toBe('localhost/kerp/api');
});

const CONFIG = { config: { Hostname: 'chance' }, history: [] };
const MANIFEST = { config: {}, layers: [{ size: 3 }, { size: 4 }] };
const STORED = { imageId: digestOf('1'), digest: digestOf('d'), size: 7 };

const INSPECTION = JSON.stringify({
  FromImageID: '1'.repeat(64),
  FromImageDigest: digestOf('d'),
  Config: JSON.stringify(CONFIG),
  Manifest: JSON.stringify(MANIFEST),
});

/** The value of an option such as `--output=…`. */
function optionOf({ args }: Command, name: string): string {
  return args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
}

test('buildah says itself what an image is', async () => {
  const process = fakeProcess(() => ({ stdout: INSPECTION }));
  expect(await buildah.create(process).inspect('a:1')).toEqual(STORED);
  expect(process.typed).toEqual(['buildah inspect --type=image a:1']);
});

test('podman saves the image to say what it is', async () => {
  const process = fakeProcess((command) => {
    if (command.args[0] === 'image') return { stdout: `${'1'.repeat(64)} ${digestOf('d')}\n` };
    write(optionOf(command, 'output'), { ['1'.repeat(64)]: JSON.stringify(CONFIG), 'manifest.json': JSON.stringify(MANIFEST) });
    return undefined;
  });
  expect(await podman.create(process).inspect('a:1')).toEqual(STORED);
});

test.each([buildah, podman])('an image that is not there', async (kind) => {
  expect(await kind.create(fakeProcess(() => ({ exitCode: 1 }))).inspect('a:1')).toBeUndefined();
});

/** A buildah that builds an image with id 1; what is pulled as a folder gets the id 2. */
function builder(answers: Readonly<Record<string, { exitCode: number }>> = {}): FakeProcess & { readonly configs: string[] } {
  const configs: string[] = [];
  const process = fakeProcess((command) => {
    const [verb = '', , source = ''] = command.args;
    if (verb === 'build') writeFileSync(optionOf(command, 'iidfile'), `${digestOf('1')}\n`);
    if (verb === 'pull') configs.push(readFileSync(path.join(source.replace('dir:', ''), 'manifest.json'), 'utf8'));
    return { stdout: verb === 'inspect' ? INSPECTION : `${'2'.repeat(64)}\n`, ...answers[verb] };
  });
  return { ...process, configs };
}

test('what was built is replaced by the same image without traces of the build, and named', async () => {
  quietConsole();
  const process = builder();
  await buildah.create(process).build(REQUEST);
  const typed = process.typed.map((line) =>
    line.replace(/(?<=dir:)\S+(?=\/image$)/, '<scratch>').replace(/^buildah build .*/, 'buildah build'),
  );
  expect(typed).toEqual([
    'buildah build',
    `buildah inspect --type=image ${digestOf('1')}`,
    'buildah pull --quiet dir:<scratch>/image',
    `buildah tag ${'2'.repeat(64)} kerp/api:src-1`,
  ]);
  expect(JSON.parse(process.configs[0] ?? '').layers).toEqual(MANIFEST.layers);
});

test.each(['build', 'inspect'])('a failed %s names the Dockerfile', async (verb) => {
  quietConsole();
  const engine = buildah.create(builder({ [verb]: { exitCode: 125 } }));
  expect(await rejectionOf(engine.build(REQUEST))).toBe(
    'E_COMMAND_FAILED: buildah could not build the image for linux/amd64\n  where  deployments/docker/api/Dockerfile\n' +
      '  fix    the output above names the instruction; correct the Dockerfile or what it copies',
  );
});

test.each([
  ['ghcr.io/o/a:1', 'buildah pull --quiet ghcr.io/o/a:1'],
  ['localhost:5000/a:1', 'buildah pull --quiet --tls-verify=false localhost:5000/a:1'],
])('pulls %s and names what it pulled', async (ref, pull) => {
  const process = fakeProcess(() => ({ stdout: 'id\n' }));
  expect(await buildah.create(process).pull(ref, 'a:1')).toBeUndefined();
  expect(process.typed).toEqual([pull, 'buildah tag id a:1']);
});

test('says why it cannot be pulled', async () => {
  const process = fakeProcess(() => ({ exitCode: 125, stderr: 'trying\nno route to host\n' }));
  expect(await podman.create(process).pull('r/a:1', 'a:1')).toBe('no route to host');
});

test.each([
  ['ghcr.io/o/a:1', 'buildah push --quiet --format=v2s2 --digestfile=<file> a:1 docker://ghcr.io/o/a:1'],
  ['127.0.0.1:5000/a:1', 'buildah push --quiet --format=v2s2 --digestfile=<file> --tls-verify=false a:1 docker://127.0.0.1:5000/a:1'],
])('pushes to %s', async (target, typed) => {
  const process = fakeProcess((command) => {
    writeFileSync(optionOf(command, 'digestfile'), `${digestOf('d')}\n`);
    return undefined;
  });
  expect(await buildah.create(process).push('a:1', target)).toBe(digestOf('d'));
  expect(process.typed.map((line) => line.replace(/--digestfile=\S+/, '--digestfile=<file>'))).toEqual([typed]);
});

test('a refused push names the target', async () => {
  const process = fakeProcess(() => ({ exitCode: 125, stderr: 'unauthorized\n' }));
  expect(await rejectionOf(podman.create(process).push('a:1', 'r/a:1'))).toBe(
    'E_REGISTRY: the image could not be pushed: unauthorized\n  where  r/a:1\n' +
      '  fix    check that the registry answers, and log in: podman login <registry>',
  );
});

test.each([buildah, podman])('$name saves an image as docker writes it', async (kind) => {
  const process = fakeProcess();
  await kind.create(process).save('a:1', '/tmp/a.tar');
  expect(process.typed).toEqual([`${kind.name} push --quiet a:1 docker-archive:/tmp/a.tar`]);
});
