import path from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { buildOutputs, outputFolder } from '../toolchain/targets.ts';
import type { ProjectFacts, Upstream } from '../toolchain/toolchain.ts';
import { baseImages, namedContexts } from './dockerfile.ts';
import { DOCKERFILES } from './markers.ts';
import { PROJECT_LOCK } from './python/lock-inputs.ts';

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
  /** Project that builds syft, which lists what is in an image, if the workspace pins it. */
  readonly sbomTool: string | undefined;
  /** Project that builds osv-scanner and keeps the databases of vulnerabilities, if the workspace pins it. */
  readonly scanTool: string | undefined;
  /** Lock files that projects audit. */
  readonly locks: readonly string[];
  /** What other projects contribute to the one that is packed. */
  readonly upstream: Upstream;
  /** Whether other projects lie in folders below that one's. */
  readonly around: boolean;
}

/**
 * `docker`, `sbom`, `image-scan` and `publish` of one image. `docker` is not cached by Nx: it asks the engine and the registry for the image
 * of these sources, so nothing claims an image that is gone.
 * @throws E_MANIFEST_INVALID when the Dockerfile cannot be read.
 */
export function imageTargets(
  source: ImageSource,
  { read, images, namespace, registryTool, sbomTool, scanTool, locks, upstream, around }: ImageFacts,
): Record<string, TargetConfiguration> {
  const bases = basesOf(source, read(source.file), images);
  const crane = registryTool === undefined ? [] : [{ projects: [registryTool], target: 'build' }];
  const packsProject = source.root !== source.dir;
  const built = outputFolder(buildOutputs({ name: source.project, around }), { root: source.root, name: source.project });
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
    ...(sbomTool === undefined ? {} : { sbom: sbomTarget(source, sbomTool) }),
    ...(scanTool === undefined
      ? {}
      : { 'image-scan': scanTarget(source, { tool: scanTool, bases, layers: layersOf(source, read, images), locks }) }),
    publish: {
      executor: '@kerp/delivery:publish',
      options: { image: source.image, repository: `${namespace}/${source.image}` },
      dependsOn: ['docker', ...crane],
      metadata: { description: `Pushes ${source.image} by digest and adds its tags` },
    },
  };
}

/** Not cached by Nx, like `docker`: the image may be another one though its sources are the same, packed on a stand-in. */
function sbomTarget({ image }: ImageSource, tool: string): TargetConfiguration {
  return {
    executor: '@kerp/delivery:sbom',
    options: { image },
    dependsOn: ['docker', { projects: [tool], target: 'build' }],
    metadata: { description: `Lists what is in the image of ${image} (SPDX), beside its record` },
  };
}

interface ScanFacts {
  readonly tool: string;
  readonly bases: readonly ImageSource[];
  /** The image and all below it. */
  readonly layers: readonly ImageSource[];
  readonly locks: readonly string[];
}

/** Not cached by Nx, like `docker`; and what is known of the same image is more on another day. */
function scanTarget({ image, file }: ImageSource, { tool, bases, layers, locks }: ScanFacts): TargetConfiguration {
  const below = layers.map((layer) => layer.image).filter((name) => name !== image);
  return {
    executor: '@kerp/delivery:image-scan',
    options: { image, dockerfile: file, ...(below.length === 0 ? {} : { below }), locks },
    outputs: [`{workspaceRoot}/dist/image-scan/${image}`],
    dependsOn: [
      'docker',
      { projects: [tool], target: 'build' },
      { projects: [tool], target: 'database' },
      ...bases.map((base) => ({ projects: [base.project], target: 'image-scan' })),
    ],
    metadata: { description: `Looks for known vulnerabilities of what else is in the image of ${image}, with trivy or osv-scanner` },
  };
}

const LOCKS: ReadonlySet<string> = new Set(['go.mod', 'package-lock.json', 'uv.lock', PROJECT_LOCK]);

/** The lock files of projects. What the modules of tools require is in no image. @param roots of projects. */
export function auditedLocks(files: readonly string[], roots: readonly string[], goTools: ProjectFacts['goTools']): string[] {
  const tools = new Set([...goTools.values()].map(({ root }) => root));
  const folders = new Set(roots.filter((root) => !tools.has(root)));
  return files.filter((file) => LOCKS.has(path.basename(file)) && folders.has(path.dirname(file))).sort();
}

/** Each Dockerfile, with the project whose name its folder has. */
export function imageSources(files: readonly string[], names: ReadonlyMap<string, string>): ImageSource[] {
  return dockerfilesAmong(files).map((file) => {
    const dir = path.dirname(file);
    const image = path.basename(dir);
    const [root, project] = [...names].find(([, name]) => name === image) ?? [dir, image];
    return { file, dir, image, root, project };
  });
}

/** Folders of images that no source project packs, such as a base image: they are projects of their own. */
export function standaloneImages(files: readonly string[], roots: readonly string[]): string[] {
  const packed = new Set(roots.map((root) => path.basename(root)));
  const folders = dockerfilesAmong(files).map((file) => path.dirname(file));
  return folders.filter((dir) => !packed.has(path.basename(dir)));
}

function dockerfilesAmong(files: readonly string[]): string[] {
  return files.filter((file) => path.dirname(path.dirname(file)) === DOCKERFILES).sort();
}

/** The images of the workspace that an image builds on. */
function basesOf({ file }: ImageSource, dockerfile: string, images: readonly ImageSource[]): ImageSource[] {
  return baseImages(dockerfile, file).flatMap(({ image }) => images.filter((other) => other.image === image));
}

/** The folders that an image is packed from: its own, those that it copies from, and the same of the images below it. */
function foldersOf(source: ImageSource, read: ImageFacts['read'], images: readonly ImageSource[]): string[] {
  const folders = layersOf(source, read, images).flatMap(({ dir, file }) => [
    dir,
    ...namedContexts(read(file)).map((context) => `${DOCKERFILES}/${context}`),
  ]);
  return [...new Set(folders)];
}

/** An image, those that it builds on, and those that these build on. */
function layersOf(source: ImageSource, read: ImageFacts['read'], images: readonly ImageSource[]): ImageSource[] {
  const layers = new Set([source]);
  // A set also visits what is added meanwhile, and each only once: images that build on each other come to an end.
  for (const layer of layers) {
    for (const base of readableBases(layer, read(layer.file), images)) layers.add(base);
  }
  return [...layers];
}

/** Of a Dockerfile that cannot be read nothing is said here: its own image says it. */
function readableBases(source: ImageSource, dockerfile: string, images: readonly ImageSource[]): ImageSource[] {
  try {
    return basesOf(source, dockerfile, images);
  } catch {
    return [];
  }
}
