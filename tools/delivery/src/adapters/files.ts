import { chmod, glob, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes the content of a folder apart from it and swaps it in when it is complete: an interruption or a failure leaves the
 * earlier content, never half of the new.
 * @param folder relative to the workspace root.
 * @param fill gets the temporary folder, relative to the workspace root.
 */
export async function replaceFolder(workspaceRoot: string, folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const final = path.join(workspaceRoot, folder);
  await mkdir(path.dirname(final), { recursive: true });
  const temporary = await scratchFolder(workspaceRoot);
  await chmod(temporary, 0o755);
  try {
    await fill(path.relative(workspaceRoot, temporary));
    await rm(final, { recursive: true, force: true });
    await rename(temporary, final);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Makes the folder and removes what is in it. @param folder relative to the workspace root. */
export async function emptyFolder(workspaceRoot: string, folder: string): Promise<void> {
  const dir = path.join(workspaceRoot, folder);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
}

/**
 * Makes an empty folder in the workspace: on the file system of the outputs, so that the swap is one rename. What killed
 * processes left behind is removed first.
 */
export async function scratchFolder(workspaceRoot: string): Promise<string> {
  const scratch = path.join(workspaceRoot, 'dist/.tmp');
  await mkdir(scratch, { recursive: true });
  for (const entry of await readdir(scratch)) {
    const pid = /^(\d+)-/.exec(entry)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(path.join(scratch, entry), { recursive: true, force: true });
  }
  return mkdtemp(path.join(scratch, `${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user is there, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Writes a file so that a reader sees the earlier content or the new, never half of it. */
export async function writeFileWhole(workspaceRoot: string, file: string, text: string): Promise<void> {
  const final = path.join(workspaceRoot, file);
  await mkdir(path.dirname(final), { recursive: true });
  await writeFile(`${final}.${process.pid}`, text);
  await rename(`${final}.${process.pid}`, final);
}

/** Removes what matches `discard` and gives every file the mode that any umask would: 0755 for programs and folders, else 0644. */
export async function makePortable(folder: string, discard: readonly string[]): Promise<void> {
  for await (const entry of glob([...discard], { cwd: folder })) await rm(path.join(folder, entry), { recursive: true, force: true });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const { mode } = await stat(file);
    await chmod(file, entry.isDirectory() || mode & 0o100 ? 0o755 : 0o644);
  }
}
