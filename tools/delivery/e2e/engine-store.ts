import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Workspace } from './workspace.ts';

/**
 * The same workspace with an empty image store of its own, so that what other runs left is not found. Its driver needs no
 * mounts: it is gone with the folder.
 */
export async function privateStore(workspace: Workspace, name: string): Promise<Workspace> {
  const folder = path.join(workspace.root, '..', name);
  await mkdir(folder);
  const config = path.join(folder, 'storage.conf');
  await writeFile(config, `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/images"\nrunroot = "${folder}/run"\n`);
  return workspace.with({ CONTAINERS_STORAGE_CONF: config });
}
