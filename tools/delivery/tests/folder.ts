import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Content of files by path, relative to a folder. */
export type Files = Readonly<Record<string, string>>;

/** A new folder with these files. It is removed when the test is over. */
export function folderWith(files: Files = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'delivery-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, files);
  return folder;
}

/** Adds files to a folder, and the folders that they are in. */
export function write(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
