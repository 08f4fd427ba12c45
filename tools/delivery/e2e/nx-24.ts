import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Workspace } from './workspace.ts';

/** Packages of tools/nx-24: Node finds what those need beside their real place. */
const PACKAGES = ['nx', '@nx/devkit'];

/** Puts Nx 24 into the place of the Nx of a copied workspace. */
export async function useNx24({ root }: Workspace): Promise<void> {
  const modules = path.join(root, 'node_modules');
  for (const name of PACKAGES) {
    const place = path.join(modules, name);
    await rm(place, { recursive: true });
    await symlink(path.relative(path.dirname(place), path.join(root, 'tools/nx-24/node_modules', name)), place);
  }
}
