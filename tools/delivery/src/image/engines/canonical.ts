import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Configuration and manifest of an image as its store holds them. */
export interface RawImage {
  readonly imageId: string;
  readonly digest: string;
  readonly config: string;
  readonly manifest: string;
}

/** Configuration and manifest that are to be written. */
export interface ImageFiles {
  readonly config: string;
  readonly manifest: string;
}

/**
 * The same image without what names the build that made it. buildah before 1.41 writes random container ids and host
 * names into images of the docker format, so that each build has another digest. Layers stay as they are.
 */
export function reproducible({ config, manifest }: Pick<RawImage, 'config' | 'manifest'>, created: string): ImageFiles {
  const { container: _, container_config: __, parent: ___, ...kept } = JSON.parse(config) as DockerConfig;
  const clean = JSON.stringify({
    ...kept,
    created,
    config: { ...kept.config, Hostname: '', Image: '' },
    history: kept.history.map(({ comment: _, ...entry }) => entry),
  });
  const described = JSON.parse(manifest) as DockerManifest;
  const blob = { ...described.config, digest: `sha256:${sha256(clean)}`, size: Buffer.byteLength(clean) };
  return { config: clean, manifest: JSON.stringify({ ...described, config: blob }) };
}

/** Writes the two files where an engine can pull them as `dir:`; it finds the layers in its store by their digest. */
export async function writeImageFolder(folder: string, { config, manifest }: ImageFiles): Promise<void> {
  await mkdir(folder);
  await Promise.all([
    writeFile(path.join(folder, 'version'), 'Directory Transport Version: 1.1\n'),
    writeFile(path.join(folder, 'manifest.json'), manifest),
    writeFile(path.join(folder, sha256(config)), config),
  ]);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** https://github.com/moby/docker-image-spec/blob/v1.3.1/v1.2.md */
interface DockerConfig {
  readonly container?: string;
  readonly container_config?: object;
  readonly parent?: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly history: readonly Readonly<Record<string, unknown>>[];
}

interface DockerManifest {
  readonly config: Readonly<Record<string, unknown>>;
}
