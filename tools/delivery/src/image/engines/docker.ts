import type { ProcessRunner } from '../../ports.ts';
import { announce, type Command } from '../../toolchain/command.ts';
import { type BuildRequest, buildFailed, type Engine, type EngineKind, lastLine, must, pairs, pushFailed } from './engine.ts';

/** Docker with BuildKit: a client without a daemon builds nothing, and a daemon without buildx not reproducibly. */
export const docker: EngineKind = {
  name: 'docker',
  probes: [run(['version', '--format={{.Server.Version}}']), run(['buildx', 'version'])],
  create: engine,
};

function run(args: readonly string[]): Command {
  return { title: `docker ${args[0]}`, origin: 'path', program: 'docker', args, cwd: '.' };
}

interface DockerInspection {
  readonly Id: string;
  readonly Size: number;
  readonly Descriptor?: { readonly digest: string };
}

function engine(process: ProcessRunner): Engine {
  return {
    name: 'docker',
    localName: (repository) => repository,
    async inspect(ref) {
      const { exitCode, stdout } = await process.capture(run(['image', 'inspect', '--format={{json .}}', ref]));
      if (exitCode !== 0) return undefined;
      const { Id, Size, Descriptor } = JSON.parse(stdout) as DockerInspection;
      return { imageId: Id, digest: Descriptor?.digest ?? Id, size: Size };
    },
    async build(request) {
      const command = buildCommand(request);
      announce(command);
      const { exitCode } = await process.stream(command);
      if (exitCode === 0) return;
      throw buildFailed('docker', request);
    },
    async pull(ref, as) {
      const { exitCode, stderr } = await process.capture(run(['pull', '--quiet', ref]));
      if (exitCode !== 0) return lastLine(stderr);
      await must(process, run(['tag', ref, as]));
      return undefined;
    },
    async push(ref, target) {
      await must(process, run(['tag', ref, target]));
      const { exitCode, stdout, stderr } = await process.capture(run(['push', target]));
      const digest = /digest: (sha256:[0-9a-f]{64})/.exec(stdout)?.[1];
      if (exitCode === 0 && digest !== undefined) return digest;
      throw pushFailed('docker', target, stderr);
    },
    async save(ref, file) {
      await must(process, run(['save', `--output=${file}`, ref]));
    },
  };
}

/** What the build of `request` runs; pure. */
export function buildCommand(request: BuildRequest): Command {
  const args = [
    'buildx',
    'build',
    '--provenance=false',
    // One time for all files of all layers, always the same: layers are then shared between commits.
    '--build-arg=SOURCE_DATE_EPOCH=0',
    `--output=type=docker,name=${request.ref},rewrite-timestamp=true`,
    `--platform=${request.platform}`,
    `--file=${request.dockerfile}`,
    ...pairs('--build-context', request.contexts),
    ...pairs('--build-arg', request.buildArgs),
    ...pairs('--label', request.labels),
    request.context,
  ];
  return { ...run(args), title: 'docker build' };
}
