import { DeliveryError } from '../errors.ts';
import type { ImageRecord } from '../image/record.ts';
import { contentHash } from './objects.ts';

/** Where `release` writes and `deploy` reads by default, relative to the workspace root. */
export const RELEASE_FILE = 'dist/release.json';

/** A version and what it consists of. */
export interface Release {
  readonly format: 1;
  readonly version: string;
  /** Full SHA of the commit that was checked out when it was put together. */
  readonly commit: string;
  readonly images: Readonly<Record<string, ReleasedImage>>;
  readonly schema?: Schema;
}

export interface ReleasedImage {
  /** Name in the manifests, e.g. `kerp/api-server`. */
  readonly name: string;
  /** Name with its registry. */
  readonly repository: string;
  /** Manifest digest in the registry. */
  readonly digest: string;
  /** Tag made from the sources; the registry has the same digest under it. */
  readonly source: string;
}

/** What a version knows of the database. */
export interface Schema {
  /** Its newest migration. */
  readonly version: number;
  /** After its migrations only versions work that know at least this one. */
  readonly oldest: number;
}

/** A version is a label's value in Kubernetes and part of a file name. */
const VERSION = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Where a release comes from. */
export interface Origin {
  readonly commit: string;
  /** Version tag of that commit, if it has one and nothing is uncommitted. */
  readonly tag?: string | undefined;
  /** What the user calls it. */
  readonly version?: string | undefined;
}

/**
 * Puts a release together. Without a name or a tag its version is made of the commit and of what it holds, so that the same
 * images have the same version.
 * @throws E_RELEASE when an image is in no registry, E_OPTION_INVALID for a name that cannot be one.
 */
export function releaseOf(records: readonly ImageRecord[], { commit, tag, version }: Origin, schema?: Schema): Release {
  const images = Object.fromEntries(records.map((record) => [record.image, released(record)]));
  const content = { images, ...(schema === undefined ? {} : { schema }) };
  return { format: 1, version: checked(version ?? tag ?? versionOf(commit, content)), commit, ...content };
}

/** The release that runs, with some of its images replaced by those of another. */
export function mergeReleases(running: Release | undefined, changed: Release, version?: string): Release {
  const images = { ...running?.images, ...changed.images };
  const schema = changed.schema ?? running?.schema;
  const content = { images, ...(schema === undefined ? {} : { schema }) };
  return { format: 1, version: checked(version ?? versionOf(changed.commit, content)), commit: changed.commit, ...content };
}

/** A release is of services. What an environment has besides, such as databases, stays as it runs. */
export function withOwnImages(release: Release, own: readonly string[], running: Release | undefined): Release {
  const kept = own.flatMap((name) => {
    const image = running?.images[name];
    return image === undefined || name in release.images ? [] : [[name, image] as const];
  });
  return kept.length === 0 ? release : { ...release, images: { ...release.images, ...Object.fromEntries(kept) } };
}

/** @throws E_RELEASE */
export function parseRelease(text: string, file: string): Release {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isRelease(value)) return value;
  throw new DeliveryError('E_RELEASE', {
    what: 'this is no release of format 1',
    where: file,
    fix: 'npx nx run deployments:release makes one from the image records',
  });
}

function isRelease(value: unknown): value is Release {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 1 && 'images' in value && 'version' in value;
}

function released({ image, name, repository, digest, source }: ImageRecord): ReleasedImage {
  // Before it is published, an image is known to the engine only.
  if (/^[^/]*[.:]/.test(repository)) return { name, repository, digest, source };
  throw new DeliveryError('E_RELEASE', {
    what: `${image} is in no registry yet`,
    where: `dist/images/${image}.json`,
    fix: `npx nx run ${image}:publish`,
  });
}

function versionOf(commit: string, content: object): string {
  return `${commit.slice(0, 7)}-${contentHash(content).slice(0, 8)}`;
}

function checked(version: string): string {
  if (VERSION.test(version)) return version;
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `'${version}' cannot name a version: letters, digits, '.', '_' and '-', at most 63, with a letter or digit at both ends`,
    fix: 'name another one: --as=v1.2.3',
  });
}
