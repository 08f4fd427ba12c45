import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DeliveryError } from '../errors.ts';
import type { Job } from '../executor.ts';
import type { BaseImage } from '../graph/dockerfile.ts';
import type { Engine } from './engines/engine.ts';
import { readRecord, recordFile } from './record.ts';
import { standIn, standInFile } from './stand-in.ts';

export interface ResolvedBases {
  /** Build argument -> the image that is used. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Pinned images for which a stand-in is used, here or further below. */
  readonly standIns: readonly string[];
}

/**
 * Finds every base image: an image of this workspace by its record, a pinned one in the engine or its registry, and where
 * that cannot be had the stand-in that the Dockerfile's folder describes.
 * @throws E_BASE_IMAGE when there is neither the image nor a stand-in.
 */
export async function resolveBases(bases: readonly BaseImage[], dockerfileDir: string, engine: Engine, job: Job): Promise<ResolvedBases> {
  const buildArgs: Record<string, string> = {};
  const standIns: string[] = [];
  for (const { arg, image } of bases) {
    const found = await resolve(image, dockerfileDir, engine, job);
    if (arg !== undefined) buildArgs[arg] = found.ref;
    standIns.push(...found.standIns);
  }
  return { buildArgs, standIns };
}

interface Found {
  readonly ref: string;
  readonly standIns: readonly string[];
}

async function resolve(image: string, dockerfileDir: string, engine: Engine, job: Job): Promise<Found> {
  if (existsSync(path.join(job.workspaceRoot, recordFile(image)))) {
    const { name, source, standIns } = await readRecord(job.workspaceRoot, image);
    return { ref: `${engine.localName(name)}:${source}`, standIns };
  }
  if (await engine.inspect(image)) return { ref: image, standIns: [] };
  const reason = await engine.pull(image, image.replace(/@.*$/, ''));
  if (reason === undefined) return { ref: image, standIns: [] };

  const file = standInFile(dockerfileDir);
  if (!existsSync(path.join(job.workspaceRoot, file))) {
    throw new DeliveryError('E_BASE_IMAGE', {
      what: `the base image ${image} cannot be pulled: ${reason}`,
      where: dockerfileDir,
      fix: `make its registry reachable, or describe a stand-in in ${file}`,
    });
  }
  console.log(`${image} cannot be pulled (${reason})\nusing a stand-in made of the Debian packages in ${file}`);
  const packages = await readFile(path.join(job.workspaceRoot, file), 'utf8');
  return { ref: await standIn(image, packages, engine, job), standIns: [image] };
}
