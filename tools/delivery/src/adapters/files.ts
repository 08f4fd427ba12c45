import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
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
  // In the workspace: on the same file system as the final place, so that the swap is one rename.
  const scratch = path.join(workspaceRoot, 'dist/.tmp');
  await mkdir(scratch, { recursive: true });
  const temporary = await mkdtemp(path.join(scratch, 'folder-'));
  await chmod(temporary, 0o755);
  try {
    await fill(path.relative(workspaceRoot, temporary));
    await rm(final, { recursive: true, force: true });
    await rename(temporary, final);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
