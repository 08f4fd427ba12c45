import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Incoming } from './incoming.ts';
import { folderOf } from './layout.ts';
import { freed } from './memory.ts';
import { Readers } from './readers.ts';
import { type Artifact, type Claim, type Damaged, type Entry, Incomplete, type Key, type Store } from './store.ts';

export interface S3Settings {
  readonly bucket: string;
  readonly prefix?: string;
  readonly region?: string;
  readonly endpoint?: string;
}

/** A client that finds its credentials as every AWS client does. */
export function s3Client({ region = 'us-east-1', endpoint }: S3Settings): S3Client {
  return new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000, httpsAgent: { maxSockets: 256 }, httpAgent: { maxSockets: 256 } },
    // We announce SHA-256 ourselves; other servers do not know the newer checksums that the SDK adds.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/**
 * Artifacts in a bucket: `<prefix><scope>/<hash>`, with what is said of them in their metadata. In both directions they pass
 * through a private file, so that they are checked as a whole before anybody gets them.
 */
export class S3Store implements Store {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #incoming: Incoming;
  readonly #damaged: Damaged;
  readonly #readers = new Readers();
  readonly #arriving = new Set<string>();
  /** S3 does not say when something was read: this is since the start of this process. */
  readonly #readAt = new Map<string, number>();

  /** @param folder for what is on its way. */
  constructor(client: S3Client, { bucket, prefix = '' }: S3Settings, folder: string, damaged: Damaged) {
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#incoming = new Incoming(folder);
    this.#damaged = damaged;
  }

  async find(key: Key): Promise<Artifact | undefined> {
    const object = await unlessMissing(this.#client.send(new GetObjectCommand(this.#nameOf(key))));
    if (object === undefined) return undefined;
    const { Metadata: facts = {}, ContentLength: size = 0, Body: body } = object;
    const { sha256 = '', taskms } = facts;
    if (facts['scope'] !== encodeURIComponent(key.scope) || facts['hash'] !== key.hash) {
      (body as Readable).destroy();
      return this.#discard(key, 'it was stored as something else');
    }
    try {
      return await this.#incoming.receive(freed(body as Readable), { size }, 0, async (received) => {
        if (received.sha256 !== sha256) return this.#discard(key, `its SHA-256 is ${received.sha256} instead of ${sha256}`);
        // The file loses its name now, and its bytes when the reader is done.
        const reader = await open(received.file);
        this.#readAt.set(this.#nameOf(key).Key, Date.now());
        const stream = this.#readers.lend(key, reader.createReadStream());
        return { size, sha256, taskMs: taskms === undefined ? undefined : Number(taskms), body: stream };
      });
    } catch (error) {
      // The connection broke: that says nothing about the artifact.
      if (error instanceof Incomplete) throw new Error(`the storage sent ${error.message}`);
      throw error;
    }
  }

  async add(key: Key, body: AsyncIterable<Uint8Array>, claim: Claim): Promise<'stored' | 'present'> {
    const name = this.#nameOf(key);
    if (this.#arriving.has(name.Key)) return 'present';
    this.#arriving.add(name.Key);
    try {
      if (await this.#isThere(key)) return 'present';
      return await this.#incoming.receive<'stored'>(body, claim, 0, async ({ handle, size, sha256 }) => {
        await this.#client.send(
          new PutObjectCommand({
            ...name,
            Body: handle.createReadStream({ start: 0, autoClose: false }),
            ContentLength: size,
            ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
            Metadata: {
              scope: encodeURIComponent(key.scope),
              hash: key.hash,
              sha256,
              ...(claim.taskMs === undefined ? {} : { taskms: `${claim.taskMs}` }),
            },
          }),
        );
        return 'stored';
      });
    } finally {
      this.#arriving.delete(name.Key);
    }
  }

  async remove(key: Key): Promise<boolean> {
    const there = await this.#isThere(key);
    if (there) await this.#client.send(new DeleteObjectCommand(this.#nameOf(key)));
    this.#readAt.delete(this.#nameOf(key).Key);
    return there;
  }

  async *list(scope?: string): AsyncIterable<Entry> {
    const names = scope === undefined ? await this.scopes() : [scope];
    for (const name of names) {
      for await (const { Key = '', Size: size = 0, LastModified } of this.#objects(`${this.#prefix}${folderOf(name)}/`)) {
        const usedAt = this.#readAt.get(Key) ?? LastModified?.getTime() ?? 0;
        yield { scope: name, hash: Key.slice(Key.lastIndexOf('/') + 1), size, usedAt };
      }
    }
  }

  async scopes(): Promise<string[]> {
    const found = new Map<string, string>();
    for await (const { Key = '' } of this.#objects(this.#prefix)) {
      const folder = Key.slice(this.#prefix.length).split('/')[0] ?? '';
      if (found.has(folder)) continue;
      const object = await unlessMissing(this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key })));
      const scope = object?.Metadata?.['scope'];
      if (scope !== undefined) found.set(folder, decodeURIComponent(scope));
    }
    return [...found.values()].sort();
  }

  isRead(key: Key): boolean {
    return this.#readers.has(key);
  }

  sweep(): Promise<void> {
    return this.#incoming.sweep();
  }

  async check(): Promise<void> {
    await this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket }));
  }

  #nameOf({ scope, hash }: Key): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${folderOf(scope)}/${hash}` };
  }

  async #isThere(key: Key): Promise<boolean> {
    return (await unlessMissing(this.#client.send(new HeadObjectCommand(this.#nameOf(key))))) !== undefined;
  }

  async #discard(key: Key, why: string): Promise<undefined> {
    await this.remove(key);
    this.#damaged(key, why);
  }

  async *#objects(Prefix: string) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#client }, { Bucket: this.#bucket, Prefix }))
      yield* Contents;
  }
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}
