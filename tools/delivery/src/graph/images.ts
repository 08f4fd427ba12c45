import type { TargetConfiguration } from '@nx/devkit';
import { baseImages } from './dockerfile.ts';

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

/**
 * `docker` and `publish` of one image. `docker` is not cached by Nx: it asks the engine and the registry for the image
 * of these sources, so nothing claims an image that is gone.
 * @throws E_MANIFEST_INVALID when the Dockerfile cannot be read.
 */
export function imageTargets(source: ImageSource, all: readonly ImageSource[], dockerfile: string): Record<string, TargetConfiguration> {
  const own = baseImages(dockerfile, source.file).flatMap(({ image }) => all.filter((other) => other.image === image));
  const packsProject = source.root !== source.dir;
  return {
    docker: {
      executor: '@kerp/delivery:docker',
      options: { dockerfile: source.file },
      inputs: [
        ...(packsProject ? ['production', '^production'] : []),
        `{workspaceRoot}/${source.dir}/**/*`,
        ...own.map((base) => `{workspaceRoot}/${base.dir}/**/*`),
      ],
      outputs: [`{workspaceRoot}/dist/images/${source.image}.json`],
      dependsOn: [...(packsProject ? ['build'] : []), ...own.map((base) => ({ projects: [base.project], target: 'docker' }))],
      metadata: { description: `Packs ${source.image} into an image, unless the image of these sources exists` },
    },
    publish: {
      executor: '@kerp/delivery:publish',
      options: { image: source.image },
      dependsOn: ['docker'],
      metadata: { description: `Pushes ${source.image} by digest and adds its tags` },
    },
  };
}
