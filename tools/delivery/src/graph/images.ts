import type { TargetConfiguration } from '@nx/devkit';
import type { Upstream } from '../toolchain/toolchain.ts';
import { baseImages, namedContexts } from './dockerfile.ts';
import { DOCKERFILES } from './markers.ts';

/** A Dockerfile and the project whose build output it packs. Paths are relative to the workspace root. */
export interface ImageSource {
  readonly file: string;
  /** The Dockerfile's folder: everything in it belongs to the image. */
  readonly dir: string;
  /** Name of the image: the folder's name. */
  readonly image: string;
  readonly project: string;
  readonly root: string;
}

export interface ImageFacts {
  /** Reads a file; the path is relative to the workspace root. */
  readonly read: (file: string) => string;
  /** Every image of the workspace: some build on others. */
  readonly images: readonly ImageSource[];
  readonly namespace: string;
  /** Project that builds the registry client, if the workspace pins one. */
  readonly registryTool: string | undefined;
  /** What other projects contribute to the one that is packed. */
  readonly upstream: Upstream;
  /** Where that one's `build` leaves what is packed, relative to the workspace root. */
  readonly built: string;
}

/**
 * `docker` and `publish` of one image. `docker` is not cached by Nx: it asks the engine and the registry for the image
 * of these sources, so nothing claims an image that is gone.
 * @throws E_MANIFEST_INVALID when the Dockerfile cannot be read.
 */
export function imageTargets(
  source: ImageSource,
  { read, images, namespace, registryTool, upstream, built }: ImageFacts,
): Record<string, TargetConfiguration> {
  const bases = basesOf(source, read(source.file), images);
  const crane = registryTool === undefined ? [] : [{ projects: [registryTool], target: 'build' }];
  const packsProject = source.root !== source.dir;
  return {
    docker: {
      executor: '@kerp/delivery:docker',
      options: { dockerfile: source.file, repository: `${namespace}/${source.image}` },
      inputs: [
        // What `build` made of the sources also depends on its tools.
        ...(packsProject ? ['production', ...upstream.inputs, { dependentTasksOutputFiles: `${built}/**/*` }] : []),
        ...foldersOf(source, read, images).map((folder) => `{workspaceRoot}/${folder}/**/*`),
      ],
      outputs: [`{workspaceRoot}/dist/images/${source.image}.json`],
      dependsOn: [...(packsProject ? ['build'] : []), ...bases.map((base) => ({ projects: [base.project], target: 'docker' }))],
      metadata: { description: `Packs ${source.image} into an image, unless the image of these sources exists` },
    },
    publish: {
      executor: '@kerp/delivery:publish',
      options: { image: source.image, repository: `${namespace}/${source.image}` },
      dependsOn: ['docker', ...crane],
      metadata: { description: `Pushes ${source.image} by digest and adds its tags` },
    },
  };
}

/** The images of the workspace that an image builds on. */
function basesOf({ file }: ImageSource, dockerfile: string, images: readonly ImageSource[]): ImageSource[] {
  return baseImages(dockerfile, file).flatMap(({ image }) => images.filter((other) => other.image === image));
}

/** The folders that an image is packed from: its own, those that it copies from, and the same of the images below it. */
function foldersOf(source: ImageSource, read: ImageFacts['read'], images: readonly ImageSource[]): string[] {
  const layers = new Set([source]);
  const folders = new Set<string>();
  // A set also visits what is added meanwhile, and each only once: images that build on each other come to an end.
  for (const layer of layers) {
    folders.add(layer.dir);
    const dockerfile = read(layer.file);
    for (const context of namedContexts(dockerfile)) folders.add(`${DOCKERFILES}/${context}`);
    for (const base of readableBases(layer, dockerfile, images)) layers.add(base);
  }
  return [...folders];
}

/** Of a Dockerfile that cannot be read nothing is said here: its own image says it. */
function readableBases(source: ImageSource, dockerfile: string, images: readonly ImageSource[]): ImageSource[] {
  try {
    return basesOf(source, dockerfile, images);
  } catch {
    return [];
  }
}
