import { writeFileWhole } from '../adapters/files.ts';
import { gitClone } from '../adapters/git.ts';
import { registryClient } from '../adapters/registry.ts';
import { DeliveryError } from '../errors.ts';
import { executor } from '../executor.ts';
import type { Registry } from '../ports.ts';
import { chooseEngine } from './engines/choose.ts';
import { type Engine, isLoopback } from './engines/engine.ts';
import { type ImageRecord, type PlatformImage, REGISTRY_VARIABLE, readRecord, recordFile } from './record.ts';
import { imageTags } from './tags.ts';

interface Options {
  readonly image: string;
  readonly repository: string;
  readonly registry?: string;
  readonly engine?: string;
}

export default executor<Options>(async ({ image, repository, engine: engineName, ...options }, job) => {
  const registryName = options.registry ?? globalThis.process.env[REGISTRY_VARIABLE];
  if (registryName === undefined || registryName === '') throw noRegistry(image);
  const record = await readRecord(job.workspaceRoot, image);
  const target = `${registryName}/${repository}`;
  refuseUnfit(record, target);

  const git = gitClone(job.process);
  const [commit, branch, versions] = await Promise.all([git.commit('HEAD'), git.branch(), git.versions()]);
  const defaultBranch = job.context.nxJsonConfiguration.defaultBase ?? 'main';
  const tags = imageTags({ source: record.source, commit, branch, defaultBranch, versions });

  const registry = registryClient(job.process);
  const engine = await chooseEngine(job.process, engineName);
  const published = await push(record, target, engine, registry);
  // The source tag goes first: whoever sees another tag finds the image by its source as well.
  for (const tag of tags) await registry.tag(`${target}@${published.digest}`, tag);

  const written: ImageRecord = { ...record, ...published, repository: target, tags };
  await writeFileWhole(job.workspaceRoot, recordFile(image), `${JSON.stringify(written, null, 2)}\n`);
  console.log(`${target}@${published.digest}\n${tags.join(' ')}`);
});

/** Pushes what the registry lacks. One platform is an image, several are an index of images. */
async function push(
  record: ImageRecord,
  target: string,
  engine: Engine,
  registry: Registry,
): Promise<Pick<ImageRecord, 'digest' | 'platforms'>> {
  const platforms: PlatformImage[] = [];
  for (const image of record.platforms) {
    const tag = record.platforms.length > 1 ? `${record.source}-${image.platform.split('/')[1]}` : record.source;
    const there = await registry.digest(`${target}:${tag}`);
    const local = `${engine.localName(record.name)}:${tag}`;
    platforms.push({ ...image, digest: there ?? (await engine.push(local, `${target}:${tag}`)) });
  }
  const [first, ...others] = platforms;
  if (first === undefined)
    throw new DeliveryError('E_IMAGE_RECORD', { what: 'the record names no platform', fix: `npx nx run ${record.image}:docker` });
  if (others.length === 0) return { digest: first.digest, platforms };
  const digest = await registry.index(
    platforms.map((image) => `${target}@${image.digest}`),
    `${target}:${record.source}`,
  );
  return { digest, platforms };
}

/** Others get images of committed sources on pinned bases only; this machine's own registry takes anything. */
function refuseUnfit({ image, standIns, revision }: ImageRecord, target: string): void {
  if (isLoopback(target)) return;
  if (standIns.length > 0) {
    throw new DeliveryError('E_BASE_IMAGE', {
      what: `${image} is packed on a stand-in for ${standIns.join(', ')}, which is not for a shared registry`,
      where: target,
      fix: `where the pinned base image can be pulled: npx nx run ${image}:docker`,
    });
  }
  if (/dirty$|^uncommitted$/.test(revision)) {
    throw new DeliveryError('E_IMAGE_RECORD', {
      what: `${image} is packed from sources that are not committed (${revision})`,
      where: target,
      fix: `commit them, then: npx nx run ${image}:publish`,
    });
  }
}

function noRegistry(image: string): DeliveryError {
  return new DeliveryError('E_OPTION_INVALID', {
    what: 'no registry is named',
    fix: `${REGISTRY_VARIABLE}=ghcr.io/<owner> npx nx run ${image}:publish, or --registry=…`,
  });
}
