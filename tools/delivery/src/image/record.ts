import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DeliveryError } from '../errors.ts';

/** Names the registry to ask and to push to, e.g. `ghcr.io/owner`. */
export const REGISTRY_VARIABLE = 'DELIVERY_REGISTRY';

/** What `docker` and `publish` say of an image: dist/images/<image>.json. Everything later speaks of its digest. */
export interface ImageRecord {
  readonly version: 1;
  readonly image: string;
  /** Name without engine or registry, e.g. `kerp/api-server`. */
  readonly name: string;
  /** Where the digest is known: the engine's name for it, or after `publish` the registry's. */
  readonly repository: string;
  /** Manifest digest in `repository`. */
  readonly digest: string;
  /** Tag made from everything that went into the image: same source, same image. */
  readonly source: string;
  readonly tags: readonly string[];
  readonly platforms: readonly PlatformImage[];
  /** Last commit that touched the sources, and its time. */
  readonly revision: string;
  readonly created: string;
  /** What the last run did: built the image, or found it in the engine or the registry. */
  readonly outcome: Outcome;
  /** Base images that were not the pinned ones, because those could not be had. Never pushed to a shared registry. */
  readonly standIns: readonly string[];
}

export type Outcome = 'built' | 'present' | 'pulled';

export interface PlatformImage {
  /** `os/arch`. */
  readonly platform: string;
  /** Digest of the image's configuration: the same in every store and registry. */
  readonly imageId: string;
  /** Manifest digest in `repository`. */
  readonly digest: string;
  /** Bytes of all layers, uncompressed. */
  readonly size: number;
}

/** Where an image's record is, relative to the workspace root. */
export function recordFile(image: string): string {
  return `dist/images/${image}.json`;
}

/** @throws E_IMAGE_RECORD when there is none or another version wrote it. */
export async function readRecord(workspaceRoot: string, image: string): Promise<ImageRecord> {
  const file = recordFile(image);
  const fix = `npx nx run ${image}:docker`;
  let text: string;
  try {
    text = await readFile(path.join(workspaceRoot, file), 'utf8');
  } catch {
    throw new DeliveryError('E_IMAGE_RECORD', { what: `there is no record of the image '${image}'`, where: file, fix });
  }
  const record: unknown = parse(text);
  if (isRecord(record)) return record;
  throw new DeliveryError('E_IMAGE_RECORD', { what: 'this is no image record of version 1', where: file, fix });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is ImageRecord {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'digest' in value;
}
