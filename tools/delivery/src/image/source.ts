import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { glob, lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Everything that decides the bytes of an image. */
export interface ImageInputs {
  /** Folders whose files are packed, absolute. */
  readonly folders: readonly string[];
  readonly platforms: readonly string[];
  /** Build arguments; base images by their digest or image id. */
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Hexadecimal digits of the tag: 80 bits, far beyond any accidental collision. */
const DIGITS = 20;

/** The tag of the image that these inputs make: `src-` and a hash of them. Independent of place, time and order. */
export async function sourceTag({ folders, platforms, buildArgs, labels }: ImageInputs): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([[...platforms].sort(), sorted(buildArgs), sorted(labels)]));
  for (const folder of folders) {
    const files = (await Array.fromAsync(glob('**/*', { cwd: folder }))).sort();
    for (const file of files) await addFile(hash, folder, file);
  }
  return `src-${hash.digest('hex').slice(0, DIGITS)}`;
}

async function addFile(hash: ReturnType<typeof createHash>, folder: string, file: string): Promise<void> {
  const full = path.join(folder, file);
  const stat = await lstat(full);
  if (stat.isDirectory()) return;
  // Of the mode only the owner's x bit: the rest depends on the umask of whoever checked the files out.
  const kind = stat.isSymbolicLink() ? `link ${await readlink(full)}` : stat.mode & 0o100 ? 'program' : 'file';
  hash.update(JSON.stringify([file, kind, stat.size]));
  if (stat.isFile()) await pipeline(createReadStream(full), async (chunks) => void (await addAll(hash, chunks)));
}

async function addAll(hash: ReturnType<typeof createHash>, chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of chunks) hash.update(chunk);
}

function sorted(map: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
