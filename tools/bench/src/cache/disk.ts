import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Bytes a second of one writer and one reader, as a store does it: written, synced, renamed; read whole. */
export async function measureDisk(folder: string, size: number, files: number): Promise<{ write: number; read: number }> {
  await mkdir(folder, { recursive: true });
  const bytes = Buffer.alloc(size, 'artifact');
  const writing = performance.now();
  for (let n = 0; n < files; n++) {
    const handle = await open(path.join(folder, 'new'), 'w');
    await handle.write(bytes);
    await handle.datasync();
    await handle.close();
    await rename(path.join(folder, 'new'), path.join(folder, `${n}`));
  }
  const reading = performance.now();
  for (let n = 0; n < files; n++) await readFile(path.join(folder, `${n}`));
  const ended = performance.now();
  await rm(folder, { recursive: true });
  const perSecond = (milliseconds: number) => (size * files * 1000) / milliseconds;
  return { write: perSecond(reading - writing), read: perSecond(ended - reading) };
}
