import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { Incomplete } from '../store/store.ts';

/** Nx writes some of its entries with headers of the oldest kind. The types of the package do not know this option. */
const OLD_HEADERS: object = { allowUnknownFormat: true };

/**
 * Reads a file as Nx does: a compressed tar archive with the task's exit code in it. Nx ends the build at anything else.
 * @throws Incomplete
 */
export async function checkArtifact(file: string): Promise<void> {
  const entries = extract(OLD_HEADERS);
  let hasCode = false;
  try {
    await Promise.all([
      pipeline(createReadStream(file), createGunzip(), entries),
      (async () => {
        for await (const entry of entries) {
          if (entry.header.name === 'code' && entry.header.size === 4) hasCode = true;
          for await (const _ of entry);
        }
      })(),
    ]);
  } catch (error) {
    throw new Incomplete(`the artifact cannot be unpacked: ${(error as Error).message}`);
  }
  if (!hasCode) throw new Incomplete('the artifact is none of Nx: it has no exit code');
}
