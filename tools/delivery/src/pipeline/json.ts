import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DeliveryError } from '../errors.ts';

/** @param file relative to the workspace root. @returns `otherwise` when there is no such file. @throws E_MANIFEST_INVALID */
export async function readJson<T>(workspaceRoot: string, file: string, otherwise: T): Promise<T> {
  try {
    return JSON.parse(await readFile(path.join(workspaceRoot, file), 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    if (!(error instanceof SyntaxError)) throw error;
    throw new DeliveryError('E_MANIFEST_INVALID', {
      what: error.message,
      where: file,
      fix: 'correct the file, or remove it if it is in dist',
    });
  }
}
