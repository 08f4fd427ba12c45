import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { Incomplete } from '../store/store.ts';

/** Nx writes some of its entries with headers of the oldest kind. The types of the package do not know this option. */
const OLD_HEADERS: object = { allowUnknownFormat: true };
/** Bytes that are unpacked at once: with the 16 KB of Node's own it takes twice the time. */
const UNPACKED_CHUNK = 256 * 1024;

/**
 * Passes an artifact on, and unpacks it meanwhile as Nx does: a compressed tar archive with the task's exit code in it. Nx ends the
 * build at anything else.
 * @throws Incomplete
 */
export async function* checked(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const copy = new PassThrough();
  const unpacked = unpack(copy);
  // Until the end somebody waits for it only where it is slower than what comes.
  unpacked.catch(() => undefined);
  try {
    for await (const chunk of body) {
      yield chunk;
      if (!copy.write(chunk)) await Promise.race([once(copy, 'drain'), unpacked]);
    }
    copy.end();
    await unpacked;
  } finally {
    copy.destroy();
  }
}

async function unpack(packed: Readable): Promise<void> {
  const entries = extract(OLD_HEADERS);
  let hasCode = false;
  try {
    await Promise.all([
      pipeline(packed, createGunzip({ chunkSize: UNPACKED_CHUNK }), entries),
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
