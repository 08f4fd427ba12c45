import { createHash } from 'node:crypto';
import { access, constants, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { ENVELOPE_BYTES, type Envelope, openEnvelope, sealEnvelope } from './envelope.ts';
import { Incoming } from './incoming.ts';
import { folderOf } from './layout.ts';
import { free } from './memory.ts';
import { Readers } from './readers.ts';
import type { Artifact, Claim, Damaged, Entry, Key, Store } from './store.ts';

/** Bytes that are read at once to be checked; what is smaller is sent from memory, after one read instead of two. */
const CHUNK = 64 * 1024;
/** Bytes that are read at once to be sent. Everybody who is sent something holds two of them: one on its way, one read ahead. */
const SENT_CHUNK = 32 * 1024;

/** Artifacts in files: `artifacts/<scope>/<xx>/<hash>`, each with its envelope before it. */
export class FileSystemStore implements Store {
  readonly #artifacts: string;
  readonly #incoming: Incoming;
  readonly #damaged: Damaged;
  readonly #readers = new Readers();
  readonly #arriving = new Set<string>();

  constructor(folder: string, damaged: Damaged) {
    this.#artifacts = path.join(folder, 'artifacts');
    this.#incoming = new Incoming(path.join(folder, 'incoming'));
    this.#damaged = damaged;
  }

  async find(key: Key): Promise<Artifact | undefined> {
    const handle = await openIfThere(this.#fileOf(key));
    if (handle === undefined) return undefined;
    try {
      const checked = await check(handle, key);
      if (typeof checked === 'string') {
        await handle.close();
        await this.remove(key);
        this.#damaged(key, checked);
        return undefined;
      }
      const now = new Date();
      await handle.utimes(now, now);
      return { ...checked.envelope, taskMs: checked.envelope.taskMs, body: this.#readers.lend(key, await bodyOf(handle, checked)) };
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }

  async add(key: Key, body: AsyncIterable<Uint8Array>, claim: Claim): Promise<'stored' | 'present'> {
    const file = this.#fileOf(key);
    if (this.#arriving.has(file)) return 'present';
    this.#arriving.add(file);
    try {
      // The client reads before it writes, so what is there has just been found whole, or has just been stored.
      if (await isThere(file)) return 'present';
      return await this.#incoming.receive<'stored'>(body, claim, ENVELOPE_BYTES, async ({ file: received, handle, size, sha256 }) => {
        await handle.write(sealEnvelope({ ...key, size, sha256, taskMs: claim.taskMs }), 0, ENVELOPE_BYTES, 0);
        // Only what is on the disk gets its name: a power cut leaves the whole artifact or none.
        await handle.datasync();
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await rename(received, file);
        return 'stored';
      });
    } finally {
      this.#arriving.delete(file);
    }
  }

  async remove(key: Key): Promise<boolean> {
    const file = this.#fileOf(key);
    const there = await isThere(file);
    await rm(file, { force: true });
    return there;
  }

  async *list(scope?: string): AsyncIterable<Entry> {
    const folders = scope === undefined ? await namesIn(this.#artifacts) : [folderOf(scope)];
    for (const folder of folders) {
      const name = scope ?? (await this.#scopeOf(folder));
      if (name === undefined) continue;
      for (const file of await this.#filesOf(folder)) {
        const { size, mtimeMs } = (await stat(file).catch(() => undefined)) ?? {};
        if (size !== undefined && mtimeMs !== undefined) yield { scope: name, hash: path.basename(file), size, usedAt: mtimeMs };
      }
    }
  }

  async scopes(): Promise<string[]> {
    const names = await Promise.all((await namesIn(this.#artifacts)).map((folder) => this.#scopeOf(folder)));
    return names.filter((name) => name !== undefined).sort();
  }

  isRead(key: Key): boolean {
    return this.#readers.has(key);
  }

  sweep(): Promise<void> {
    return this.#incoming.sweep();
  }

  async check(): Promise<void> {
    await mkdir(this.#artifacts, { recursive: true, mode: 0o700 });
    await access(this.#artifacts, constants.W_OK);
  }

  #fileOf({ scope, hash }: Key): string {
    return path.join(this.#artifacts, folderOf(scope), hash.slice(0, 2), hash);
  }

  async #filesOf(folder: string): Promise<string[]> {
    const parts = await namesIn(path.join(this.#artifacts, folder));
    const files = await Promise.all(
      parts.map(async (part) => {
        const below = path.join(this.#artifacts, folder, part);
        return (await namesIn(below)).map((name) => path.join(below, name));
      }),
    );
    return files.flat();
  }

  /** What the artifacts of a folder say themselves. */
  async #scopeOf(folder: string): Promise<string | undefined> {
    for (const file of await this.#filesOf(folder)) {
      const handle = await openIfThere(file);
      if (handle === undefined) continue;
      const envelope = await readEnvelope(handle).finally(() => handle.close());
      if (envelope !== undefined) return envelope.scope;
    }
    return undefined;
  }
}

interface Checked {
  readonly envelope: Envelope;
  /** All of it, when it is small. */
  readonly bytes: Buffer | undefined;
}

/** Reads all of an artifact. @returns what is wrong with it, if anything is. */
async function check(handle: FileHandle, key: Key): Promise<Checked | string> {
  const [envelope, { size }] = await Promise.all([readEnvelope(handle), handle.stat()]);
  if (envelope === undefined) return 'it has no envelope';
  if (envelope.scope !== key.scope || envelope.hash !== key.hash) return `it was stored as ${envelope.hash} of ${envelope.scope}`;
  if (size - ENVELOPE_BYTES !== envelope.size) return `it has ${size - ENVELOPE_BYTES} bytes instead of ${envelope.size}`;
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(envelope.size, 1)));
  for (let done = 0; done < envelope.size; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, ENVELOPE_BYTES + done);
    if (bytesRead === 0) return 'it became shorter while it was read';
    hash.update(buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
  const digest = hash.digest('hex');
  if (digest !== envelope.sha256) return `its SHA-256 is ${digest} instead of ${envelope.sha256}`;
  if (envelope.size <= CHUNK) return { envelope, bytes: buffer.subarray(0, envelope.size) };
  free(buffer);
  return { envelope, bytes: undefined };
}

async function bodyOf(handle: FileHandle, { bytes }: Checked): Promise<Readable> {
  if (bytes === undefined) return handle.createReadStream({ start: ENVELOPE_BYTES, highWaterMark: SENT_CHUNK });
  await handle.close();
  return Readable.from([bytes], { objectMode: false });
}

async function readEnvelope(handle: FileHandle): Promise<Envelope | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(ENVELOPE_BYTES), 0, ENVELOPE_BYTES, 0);
  return openEnvelope(buffer.subarray(0, bytesRead));
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, constants.O_RDONLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
