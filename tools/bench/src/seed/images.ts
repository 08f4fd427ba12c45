import { copyFile, cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BenchCommand, Stopwatch } from '../command.ts';
import type { ImageStore } from '../image-store.ts';
import type { Workspace } from '../workspace.ts';

const DOCKERFILES = path.resolve(import.meta.dirname, '../../seed');

/** The four services, and what their Dockerfile needs to know of them. */
const SERVICES: readonly Service[] = [
  { name: 'api-server', dockerfile: 'Dockerfile.go', buildArgs: { BINARY: 'api' } },
  { name: 'worker', dockerfile: 'Dockerfile.go', buildArgs: { BINARY: 'worker' } },
  {
    name: 'tax-scraper',
    dockerfile: 'Dockerfile.python',
    buildArgs: { MODULE: 'tax_scraper', PACKAGES: 'chromium fonts-nanum libatomic1' },
  },
  { name: 'insurance-edi', dockerfile: 'Dockerfile.python', buildArgs: { MODULE: 'insurance_edi', PACKAGES: '' } },
];

interface Service {
  readonly name: string;
  readonly dockerfile: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** Folders outside the repository that a Dockerfile of the seed reads, and the base images that it starts from. */
interface Sources {
  readonly contexts: Readonly<Record<string, string>>;
  readonly bases: Readonly<Record<string, string>>;
}

/**
 * The image builds of the original plan, as commands. Everything they would download is brought here first, so that a
 * slow network is not counted against them.
 * @param options.scratch folder for what is downloaded.
 * @param options.standIns whether the pinned base images cannot be had here, so that our own pipeline uses stand-ins.
 * @returns a function of how the compiler caches: `none` as planned, or `kept` with a cache mount.
 */
export async function seedImages(
  workspace: Workspace,
  store: ImageStore,
  { scratch, standIns }: { scratch: string; standIns: boolean },
  stopwatch: Stopwatch,
): Promise<(cache: 'none' | 'kept') => BenchCommand[]> {
  await copyFile(path.join(DOCKERFILES, 'dockerignore'), path.join(workspace.folder, '.dockerignore'));
  const sources: Sources = {
    contexts: {
      manifests: await copyManifests(workspace, path.join(scratch, 'manifests'), stopwatch),
      modules: await downloadModules(workspace, stopwatch),
      wheels: await downloadWheels(workspace, path.join(scratch, 'wheels'), stopwatch),
    },
    // The pinned defaults of the Dockerfiles, where they can be had.
    bases: standIns ? await standInImages(workspace, store, stopwatch) : {},
  };
  return (cache) => SERVICES.map((service) => build(workspace, store, service, sources, cache));
}

function build(
  workspace: Workspace,
  store: ImageStore,
  service: Service,
  { contexts, bases }: Sources,
  cache: 'none' | 'kept',
): BenchCommand {
  const cached = cache === 'kept' && service.dockerfile === 'Dockerfile.go' ? { COMPILER_CACHE: '/cache' } : {};
  const buildArgs = { ...bases, SERVICE: service.name, ...service.buildArgs, ...cached };
  return engineBuild(workspace, store, service.dockerfile, `kerp-bench/${service.name}`, contexts, buildArgs, '.');
}

function engineBuild(
  { folder, env }: Workspace,
  { engine }: ImageStore,
  dockerfile: string,
  tag: string,
  contexts: Readonly<Record<string, string>>,
  buildArgs: Readonly<Record<string, string>>,
  context: string,
): BenchCommand {
  const pairs = (option: string, map: Readonly<Record<string, string>>) =>
    Object.entries(map).map(([key, value]) => `${option}=${key}=${value}`);
  const verb =
    engine === 'docker' ? ['buildx', 'build', '--load'] : ['build', '--layers', '--format=docker', '--isolation=chroot', '--network=host'];
  const args = [
    ...verb,
    `--file=${path.join(DOCKERFILES, dockerfile)}`,
    `--tag=${tag}`,
    ...pairs('--build-context', contexts),
    ...pairs('--build-arg', buildArgs),
    context,
  ];
  return { program: engine, args, cwd: folder, env };
}

/** Every go.mod and go.sum in its place: what `go mod download` of a repository with several modules needs. */
async function copyManifests({ folder }: Workspace, target: string, stopwatch: Stopwatch): Promise<string> {
  const patterns = ['go.work', 'go.work.sum', '*go.mod', '*go.sum', ':!tools'];
  const files = await stopwatch.output({ program: 'git', args: ['ls-files', '-z', ...patterns], cwd: folder });
  for (const file of files.split('\0').filter((name) => name !== '')) await cp(path.join(folder, file), path.join(target, file));
  return target;
}

/** @returns the folder that GOPROXY can name. */
async function downloadModules({ folder, env }: Workspace, stopwatch: Stopwatch): Promise<string> {
  await stopwatch.output({ program: 'go', args: ['mod', 'download'], cwd: folder, env });
  const cache = await stopwatch.output({ program: 'go', args: ['env', 'GOMODCACHE'], cwd: folder, env });
  return path.join(cache.trim(), 'cache/download');
}

async function downloadWheels({ folder, env }: Workspace, target: string, stopwatch: Stopwatch): Promise<string> {
  const venv = `${target}-venv`;
  await mkdir(target);
  await stopwatch.output({ program: 'python3', args: ['-m', 'venv', venv], cwd: folder, env });
  const locks = await stopwatch.output({ program: 'git', args: ['ls-files', 'apps/*/requirements.lock'], cwd: folder });
  for (const lock of locks.trim().split('\n')) {
    const args = ['download', '--quiet', '--only-binary=:all:', '--require-hashes', `--requirement=${lock}`, `--dest=${target}`];
    await stopwatch.output({ program: path.join(venv, 'bin/pip'), args, cwd: folder, env });
  }
  return target;
}

/** The stand-in that our own pipeline uses, and one for Go on top of it. */
async function standInImages(workspace: Workspace, store: ImageStore, stopwatch: Stopwatch): Promise<Record<string, string>> {
  const { folder, env } = workspace;
  const python = await standInBase(workspace, store, stopwatch);
  const golang = 'localhost/kerp-bench/golang';
  const goroot = (await stopwatch.output({ program: 'go', args: ['env', 'GOROOT'], cwd: folder, env })).trim();
  await stopwatch.output(
    engineBuild(workspace, store, 'Dockerfile.golang-stand-in', golang, { goroot }, { BASE_IMAGE: python }, DOCKERFILES),
  );
  return { BUILDER_IMAGE: golang, RUNTIME_IMAGE: python, BASE_IMAGE: python, BUILD_PACKAGES: 'python3-venv' };
}

async function standInBase({ folder, env }: Workspace, { engine }: ImageStore, stopwatch: Stopwatch): Promise<string> {
  const args = ['images', '--format={{.ID}}', '--filter=reference=*/stand-in/python'];
  const [id] = (await stopwatch.output({ program: engine, args, cwd: folder, env })).trim().split('\n');
  if (id === undefined || id === '')
    throw new Error(`${engine} has no stand-in for the Python base image; make one with: npx nx run python-base:docker`);
  return id;
}
