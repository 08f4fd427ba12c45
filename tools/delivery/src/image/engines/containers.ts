import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hostPlatform } from '../../build/platform.ts';
import type { ProcessRunner } from '../../ports.ts';
import { announce, type Command } from '../../toolchain/command.ts';
import { type RawImage, reproducible, writeImageFolder } from './canonical.ts';
import {
  type BuildRequest,
  buildFailed,
  type Engine,
  type EngineKind,
  isLoopback,
  lastLine,
  must,
  pairs,
  pushFailed,
  type StoredImage,
} from './engine.ts';

type Program = 'buildah' | 'podman';

/** Both are front ends of one library and keep their images in one store. */
export const buildah: EngineKind = kind('buildah', ['version']);
export const podman: EngineKind = kind('podman', ['info', '--format={{.Store.GraphDriverName}}']);

function kind(program: Program, probe: readonly string[]): EngineKind {
  return { name: program, probes: [run(program, probe)], create: (process) => engine(program, process) };
}

function run(program: Program, args: readonly string[], fix?: string): Command {
  return { title: `${program} ${args[0]}`, origin: 'path', program, args, cwd: '.', ...(fix ? { fix } : {}) };
}

function engine(program: Program, process: ProcessRunner): Engine {
  const inspect = program === 'buildah' ? inspectWithBuildah : inspectWithPodman;
  return {
    name: program,
    localName: (repository) => `localhost/${repository}`,
    inspect: async (ref) => stored(await inspect(process, ref)),
    build: (request) => build(program, process, request),
    async pull(ref, as) {
      const { exitCode, stdout, stderr } = await process.capture(run(program, ['pull', '--quiet', ...insecure(ref), ref]));
      if (exitCode !== 0) return lastLine(stderr);
      await must(process, run(program, ['tag', stdout.trim(), as]));
      return undefined;
    },
    push: (ref, target) => push(program, process, ref, target),
    async save(ref, file) {
      await must(process, run(program, ['push', '--quiet', ref, `docker-archive:${file}`]));
    },
  };
}

async function build(program: Program, process: ProcessRunner, request: BuildRequest): Promise<void> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'image-'));
  try {
    const idFile = path.join(scratch, 'id');
    const command = buildCommand(program, request, idFile);
    announce(command);
    const { exitCode } = await process.stream(command);
    if (exitCode !== 0) throw buildFailed(program, request);
    const id = (await readFile(idFile, 'utf8')).trim();
    const inspect = program === 'buildah' ? inspectWithBuildah : inspectWithPodman;
    const raw = await inspect(process, id);
    if (raw === undefined) throw buildFailed(program, request);
    const folder = path.join(scratch, 'image');
    await writeImageFolder(folder, reproducible(raw, request.created));
    const pulled = await must(process, run(program, ['pull', '--quiet', `dir:${folder}`]));
    await must(process, run(program, ['tag', pulled.trim(), request.ref]));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the build of `request` runs; pure. */
export function buildCommand(program: Program, request: BuildRequest, idFile: string): Command {
  const args = [
    'build',
    // The OCI format has no place for a health check.
    '--format=docker',
    // One time for all files of all layers, always the same: layers are then shared between commits.
    '--timestamp=0',
    '--layers',
    '--identity-label=false',
    // Needs no runtime and no cgroups: our Dockerfiles copy, and only base images run anything.
    '--isolation=chroot',
    '--network=host',
    '--pull=never',
    ...(request.platform === hostImagePlatform() ? [] : [`--platform=${request.platform}`]),
    `--iidfile=${idFile}`,
    `--file=${request.dockerfile}`,
    ...pairs('--build-context', request.contexts),
    ...pairs('--build-arg', request.buildArgs),
    ...pairs('--label', request.labels),
    request.context,
  ];
  return { ...run(program, args), title: `${program} build` };
}

/** Named only when it is another machine's: buildah warns of arguments that come with it and that nothing consumes. */
function hostImagePlatform(): string {
  return `linux/${hostPlatform().arch}`;
}

function stored(raw: RawImage | undefined): StoredImage | undefined {
  if (raw === undefined) return undefined;
  const layers = (JSON.parse(raw.manifest) as { layers: { size: number }[] }).layers;
  return { imageId: raw.imageId, digest: raw.digest, size: layers.reduce((sum, layer) => sum + layer.size, 0) };
}

interface BuildahInspection {
  readonly FromImageID: string;
  readonly FromImageDigest: string;
  readonly Config: string;
  readonly Manifest: string;
}

async function inspectWithBuildah(process: ProcessRunner, ref: string): Promise<RawImage | undefined> {
  const { exitCode, stdout } = await process.capture(run('buildah', ['inspect', '--type=image', ref]));
  if (exitCode !== 0) return undefined;
  const { FromImageID, FromImageDigest, Config, Manifest } = JSON.parse(stdout) as BuildahInspection;
  return { imageId: `sha256:${FromImageID}`, digest: FromImageDigest, config: Config, manifest: Manifest };
}

/** podman shows its own view of an image only; what it saves is the image itself. */
async function inspectWithPodman(process: ProcessRunner, ref: string): Promise<RawImage | undefined> {
  const found = await process.capture(run('podman', ['image', 'inspect', '--format={{.Id}} {{.Digest}}', ref]));
  if (found.exitCode !== 0) return undefined;
  const [id = '', digest = ''] = found.stdout.trim().split(' ');
  const scratch = await mkdtemp(path.join(tmpdir(), 'image-'));
  try {
    const folder = path.join(scratch, 'saved');
    await must(process, run('podman', ['save', '--quiet', '--format=docker-dir', `--output=${folder}`, ref]));
    const [config, manifest] = await Promise.all([id, 'manifest.json'].map((name) => readFile(path.join(folder, name), 'utf8')));
    return { imageId: `sha256:${id}`, digest, config: config ?? '', manifest: manifest ?? '' };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function push(program: Program, process: ProcessRunner, ref: string, target: string): Promise<string> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'push-'));
  try {
    const digestFile = path.join(scratch, 'digest');
    const args = ['push', '--quiet', '--format=v2s2', `--digestfile=${digestFile}`, ...insecure(target), ref, `docker://${target}`];
    const { exitCode, stderr } = await process.capture(run(program, args));
    if (exitCode === 0) return (await readFile(digestFile, 'utf8')).trim();
    throw pushFailed(program, target, stderr);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function insecure(ref: string): string[] {
  return isLoopback(ref) ? ['--tls-verify=false'] : [];
}
