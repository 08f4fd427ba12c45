import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Incomplete } from './store.ts';

/** No request lives that long, so nobody writes to a file that was last written to before. */
const ABANDONED_MS = 60 * 60 * 1000;

/** What is known of what arrives. */
export interface Expected {
  /** Bytes, where they were announced. */
  readonly size?: number | undefined;
  /** In hexadecimal, where it was announced. */
  readonly sha256?: string | undefined;
}

/** A complete private file, not yet where readers look. */
export interface Received {
  readonly file: string;
  readonly handle: FileHandle;
  readonly size: number;
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
  async receive<T>(
    body: AsyncIterable<Uint8Array>,
    expected: Expected,
    offset: number,
    use: (received: Received) => Promise<T>,
  ): Promise<T> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = path.join(this.#folder, randomUUID());
    const handle = await open(file, 'wx+', 0o600);
    try {
      return await use({ file, handle, ...(await writeAll(handle, body, expected, offset)) });
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

async function writeAll(
  handle: FileHandle,
  body: AsyncIterable<Uint8Array>,
  { size: announced = Number.POSITIVE_INFINITY, sha256: expected }: Expected,
  offset: number,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of body) {
    if (size + chunk.length > announced) throw new Incomplete(`more than the announced ${announced} bytes came`);
    hash.update(chunk);
    await writeFully(handle, chunk, offset + size);
    size += chunk.length;
  }
  if (Number.isFinite(announced) && size !== announced) throw new Incomplete(`${size} of the announced ${announced} bytes came`);
  const sha256 = hash.digest('hex');
  if (expected !== undefined && expected !== sha256) throw new Incomplete(`SHA-256 ${expected} was announced, ${sha256} came`);
  return { size, sha256 };
}

/** One write may write less than it was given, such as on a disk that is just getting full. */
async function writeFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}
