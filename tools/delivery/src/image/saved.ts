import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeliveryError } from '../errors.ts';
import type { Engine } from './engines/engine.ts';
import type { ImageRecord, PlatformImage } from './record.ts';

/** An image of a record that an engine has. */
export interface Kept {
  readonly platform: PlatformImage;
  /** The engine's name for it. */
  readonly ref: string;
  /** What tells it from those of other platforms in the names of files: nothing where it is the only one. */
  readonly suffix: string;
}

/** The images of a record, one for each platform. @throws E_IMAGE_RECORD when the engine has others, or none. */
export async function keptImages(record: ImageRecord, engine: Engine): Promise<Kept[]> {
  const several = record.platforms.length > 1;
  return Promise.all(
    record.platforms.map(async (platform) => {
      const suffix = several ? `-${platform.platform.split('/')[1]}` : '';
      const ref = `${engine.localName(record.name)}:${record.source}${suffix}`;
      if ((await engine.inspect(ref))?.imageId === platform.imageId) return { platform, ref, suffix };
      throw new DeliveryError('E_IMAGE_RECORD', {
        what: `the engine does not have the image of the record of ${record.image}`,
        where: ref,
        fix: `npx nx run ${record.image}:docker`,
      });
    }),
  );
}

/** Gives an image as an archive to what looks into it, and removes that. @param act gets the archive, and the folder for its own files. */
export async function withArchive<T>(engine: Engine, { ref }: Kept, act: (archive: string, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'archive-'));
  try {
    const archive = path.join(folder, 'image.tar');
    await engine.save(ref, archive);
    return await act(archive, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
