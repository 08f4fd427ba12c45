import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Attestations } from '../deploy/provenance.ts';
import { DeliveryError } from '../errors.ts';

/** Where deploys look for attestations, relative to the workspace root. */
export const ATTESTATIONS_FOLDER = 'dist/attestations';

/** A folder in which `gh attestation download` was run: a file sha256:<digest>.jsonl for each image. */
export function attestationsIn(workspaceRoot: string, folder = ATTESTATIONS_FOLDER): Attestations {
  return {
    async of(digest) {
      try {
        return await readFile(path.resolve(workspaceRoot, folder, `${digest}.jsonl`), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async trustedRoot(file) {
      try {
        return await readFile(path.join(workspaceRoot, file), 'utf8');
      } catch (error) {
        throw new DeliveryError('E_SETTINGS_INVALID', {
          what: `it cannot be read: ${(error as Error).message}`,
          where: file,
          fix: `gh attestation trusted-root > ${file}`,
        });
      }
    },
  };
}
