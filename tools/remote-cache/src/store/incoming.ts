import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Claim, Incomplete } from './store.ts';

/** No request lives that long, so nobody writes to a file that was last written to before. */
const ABANDONED_MS = 60 * 60 * 1000;

/** A complete private file, not yet where readers look. */
export interface Received {
  readonly file: string;
  readonly handle: FileHandle;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** A folder for files that are being written. */
export class Incoming {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Writes what arrives to a private file, hands it to `use` if it is what was announced, and removes it if it is still there.
   * @param offset bytes that are left free at its beginning.
   * @throws Incomplete
   */
  async receive<T>(body: AsyncIterable<Uint8Array>, claim: Claim, offset: number, use: (received: Received) => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = path.join(this.#folder, randomUUID());
    const handle = await open(file, 'wx+', 0o600);
    try {
      const sha256 = await writeAll(handle, body, claim, offset);
      return await use({ file, handle, sha256 });
    } finally {
      await handle.close();
      await rm(file, { force: true });
    }
  }

  /** Removes what killed processes left. */
  async sweep(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const file = path.join(this.#folder, name);
      const written = await stat(file).catch(() => undefined);
      if (written !== undefined && Date.now() - written.mtimeMs > ABANDONED_MS) await rm(file, { force: true });
    }
  }
}

async function writeAll(handle: FileHandle, body: AsyncIterable<Uint8Array>, { size, sha256 }: Claim, offset: number): Promise<string> {
  const hash = createHash('sha256');
  let written = 0;
  for await (const chunk of body) {
    if (written + chunk.length > size) throw new Incomplete(`more than the announced ${size} bytes came`);
    hash.update(chunk);
    await writeFully(handle, chunk, offset + written);
    written += chunk.length;
  }
  if (written !== size) throw new Incomplete(`${written} of the announced ${size} bytes came`);
  const digest = hash.digest('hex');
  if (sha256 !== undefined && sha256 !== digest) throw new Incomplete(`SHA-256 ${sha256} was announced, ${digest} came`);
  return digest;
}

/** One write may write less than it was given, such as on a disk that is just getting full. */
async function writeFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}
