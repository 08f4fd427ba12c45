import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';

/** Copies files; what a link leads to is copied in its place. @param files relative to `from`. */
export async function copyTree(files: readonly string[], from: string, to: string): Promise<void> {
  for (const folder of new Set(files.map((file) => path.dirname(file)))) await mkdir(path.join(to, folder), { recursive: true });
  for (const file of files) await copyFile(path.join(from, file), path.join(to, file), constants.COPYFILE_FICLONE);
}
