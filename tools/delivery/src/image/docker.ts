import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileWhole } from '../adapters/files.ts';
import { gitClone } from '../adapters/git.ts';
import { imagePlatforms, platformFolder } from '../build/platform.ts';
import { productionPaths } from '../build/production.ts';
import { DeliveryError } from '../errors.ts';
import { executor, type Job } from '../executor.ts';
import { baseImages, namedContexts } from '../graph/dockerfile.ts';
import { DOCKERFILES } from '../graph/markers.ts';
import { outputFolder } from '../toolchain/targets.ts';
import type { Platform } from '../toolchain/toolchain.ts';
import { resolveBases } from './bases.ts';
import { chooseEngine } from './engines/choose.ts';
import type { BuildRequest, Engine, StoredImage } from './engines/engine.ts';
import { imageLabels } from './labels.ts';
import { type ImageRecord, type Outcome, type PlatformImage, REGISTRY_VARIABLE, recordFile } from './record.ts';
import { sourceTag } from './source.ts';

interface Options {
  readonly dockerfile: string;
  readonly repository: string;
  readonly engine?: string;
}

export default executor<Options>(async (options, job) => {
  const platforms = imagePlatforms();
  const engine = await chooseEngine(job.process, options.engine);
  const plan = await planImage(options, platforms, engine, job);
  const images: PlatformImage[] = [];
  const outcomes: Outcome[] = [];
  for (const request of plan.requests) {
    const { outcome, ...image } = await ensureImage(request, engine);
    images.push({ platform: request.platform, ...image });
    outcomes.push(outcome);
  }
  const [first] = images;
  if (first === undefined)
    throw new DeliveryError('E_OPTION_INVALID', { what: 'no platform was named', fix: 'name one, or leave --platforms out' });
  const record: ImageRecord = {
    ...plan.record,
    outcome: outcomes.find((outcome) => outcome !== 'present') ?? 'present',
    digest: first.digest,
    platforms: images,
  };
  await writeFileWhole(job.workspaceRoot, recordFile(record.image), `${JSON.stringify(record, null, 2)}\n`);
  console.log(`${record.outcome}: ${record.repository}:${record.source}\n${record.digest}`);
});

interface ImagePlan {
  readonly record: Omit<ImageRecord, 'digest' | 'platforms' | 'outcome'>;
  readonly requests: readonly BuildRequest[];
}

/** Gathers everything that decides the image, and from it the tag. */
async function planImage(
  { dockerfile, repository }: Options,
  platforms: readonly Platform[],
  engine: Engine,
  job: Job,
): Promise<ImagePlan> {
  const { workspaceRoot, project } = job;
  const dir = path.dirname(dockerfile);
  const image = path.basename(dir);
  const text = await readFile(path.join(workspaceRoot, dockerfile), 'utf8');
  const contexts = Object.fromEntries(namedContexts(text).map((name) => [name, contextNamed(name, dockerfile, workspaceRoot)]));
  const sources = [...productionPaths(job.context, project.name), dir, ...Object.values(contexts)];
  const [{ buildArgs, standIns }, origin] = await Promise.all([
    resolveBases(baseImages(text, dockerfile), dir, engine, job),
    gitClone(job.process).origin(sources),
  ]);
  const labels = imageLabels(image, origin, await repositoryUrl(workspaceRoot));
  const contextOf = (platform: Platform) => (project.root === dir ? dir : builtContext(platform, job));
  const folders = [...platforms.map(contextOf), dir, ...Object.values(contexts)];
  const source = await sourceTag({
    folders: folders.map((folder) => path.join(workspaceRoot, folder)),
    platforms: platforms.map(platformName),
    buildArgs,
    labels,
  });
  const local = engine.localName(repository);
  const suffix = (platform: Platform) => (platforms.length > 1 ? `-${platform.arch}` : '');
  return {
    record: { version: 1, image, name: repository, repository: local, source, tags: [source], ...origin, standIns },
    requests: platforms.map((platform) => ({
      name: repository,
      tag: `${source}${suffix(platform)}`,
      ref: `${local}:${source}${suffix(platform)}`,
      dockerfile,
      context: contextOf(platform),
      contexts,
      platform: platformName(platform),
      buildArgs,
      labels,
      created: origin.created,
    })),
  };
}

function contextNamed(name: string, dockerfile: string, workspaceRoot: string): string {
  const folder = `${DOCKERFILES}/${name}`;
  if (existsSync(path.join(workspaceRoot, folder))) return folder;
  throw new DeliveryError('E_MANIFEST_INVALID', {
    what: `COPY --from=${name} names neither a stage nor a folder in ${DOCKERFILES}`,
    where: dockerfile,
    fix: 'correct the Dockerfile; an image to copy from is a stage: FROM <image> AS <name>',
  });
}

/** Builds the image unless the engine has it, or the registry that `publish` pushes to. */
async function ensureImage(request: BuildRequest, engine: Engine): Promise<StoredImage & { outcome: Outcome }> {
  const present = await engine.inspect(request.ref);
  if (present !== undefined) return { ...present, outcome: 'present' };
  const outcome = (await pulled(request, engine)) ? 'pulled' : 'built';
  if (outcome === 'built') await engine.build(request);
  const image = await engine.inspect(request.ref);
  if (image !== undefined) return { ...image, outcome };
  throw new DeliveryError('E_COMMAND_FAILED', {
    what: `${engine.name} does not know the image that it built`,
    where: request.ref,
    fix: 'run it again',
  });
}

async function pulled({ name, tag, ref }: BuildRequest, engine: Engine): Promise<boolean> {
  const registry = globalThis.process.env[REGISTRY_VARIABLE];
  return registry !== undefined && registry !== '' && (await engine.pull(`${registry}/${name}:${tag}`, ref)) === undefined;
}

/** The build output for a platform. @throws E_OPTION_INVALID when it was not built for that platform. */
function builtContext(platform: Platform, { workspaceRoot, project, context }: Job): string {
  const { build } = context.projectGraph.nodes[project.name]?.data.targets ?? {};
  const folder = path.join(outputFolder(build?.outputs ?? ['dist/{projectRoot}'], project), platformFolder(platform));
  if (existsSync(path.join(workspaceRoot, folder))) return folder;
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `${project.name} is not built for ${platformName(platform)}`,
    where: folder,
    fix: `npx nx run ${project.name}:build --skip-nx-cache`,
  });
}

async function repositoryUrl(workspaceRoot: string): Promise<string | undefined> {
  const { repository } = JSON.parse(await readFile(path.join(workspaceRoot, 'package.json'), 'utf8')) as { repository?: { url?: string } };
  return repository?.url;
}

function platformName({ os, arch }: Platform): string {
  return `${os}/${arch}`;
}
