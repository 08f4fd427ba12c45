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
  /** Text of the Dockerfile. */
  readonly dockerfile: string;
  /** Every image of the workspace: some build on others. */
  readonly images: readonly ImageSource[];
  readonly namespace: string;
  /** Project that builds the registry client, if the workspace pins one. */
  readonly registryTool: string | undefined;
  /** What other projects contribute to the one that is packed. */
  readonly upstream: Upstream;
}

/**
 * `docker` and `publish` of one image. `docker` is not cached by Nx: it asks the engine and the registry for the image
 * of these sources, so nothing claims an image that is gone.
 * @throws E_MANIFEST_INVALID when the Dockerfile cannot be read.
 */
export function imageTargets(
  source: ImageSource,
  { dockerfile, images, namespace, registryTool, upstream }: ImageFacts,
): Record<string, TargetConfiguration> {
  const own = baseImages(dockerfile, source.file).flatMap(({ image }) => images.filter((other) => other.image === image));
  const crane = registryTool === undefined ? [] : [{ projects: [registryTool], target: 'build' }];
  const contexts = namedContexts(dockerfile);
  const packsProject = source.root !== source.dir;
  return {
    docker: {
      executor: '@kerp/delivery:docker',
      options: { dockerfile: source.file, repository: `${namespace}/${source.image}` },
      inputs: [
        ...(packsProject ? ['production', ...upstream.inputs] : []),
        `{workspaceRoot}/${source.dir}/**/*`,
        ...contexts.map((context) => `{workspaceRoot}/${DOCKERFILES}/${context}/**/*`),
        ...own.map((base) => `{workspaceRoot}/${base.dir}/**/*`),
      ],
      outputs: [`{workspaceRoot}/dist/images/${source.image}.json`],
      dependsOn: [...(packsProject ? ['build'] : []), ...own.map((base) => ({ projects: [base.project], target: 'docker' }))],
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
