import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Attestations } from '../deploy/provenance.ts';
import { DeliveryError } from '../errors.ts';
import { withPackage } from './optional.ts';

/** Where deploys look for attestations, relative to the workspace root. */
export const ATTESTATIONS_FOLDER = 'dist/attestations';

/**
 * Attestations of images: those in a folder in which `gh attestation download` was run, a file sha256:<digest>.jsonl for each image, and
 * where it has none those that GitHub keeps for the repository. Both are only carriers: what is in them is verified.
 * @param env GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL; without a token only the folder is looked at.
 */
export function attestationsOf(workspaceRoot: string, env: NodeJS.ProcessEnv, folder = ATTESTATIONS_FOLDER): Attestations {
  return {
    async of(digest) {
      return (await textOf(path.resolve(workspaceRoot, folder, `${digest}.jsonl`))) ?? (await kept(digest, env));
    },
    async trustedRoot(file) {
      const text = await textOf(path.join(workspaceRoot, file));
      if (text !== undefined) return text;
      throw new DeliveryError('E_SETTINGS_INVALID', {
        what: 'there is no trusted root of Sigstore, which says whose signatures count',
        where: file,
        fix: `gh attestation trusted-root > ${file}`,
      });
    },
  };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** https://docs.github.com/rest/repos/attestations#list-attestations */
async function kept(digest: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (!env['GITHUB_TOKEN']) return undefined;
  const { gitHub } = await withPackage('@octokit/request', 'attestations on GitHub', () => import('./github.ts'));
  try {
    const route = 'GET /repos/{owner}/{repo}/attestations/{subject_digest}';
    const { attestations } = (await gitHub(env)(route, { subject_digest: digest })) as { attestations: { bundle?: object }[] };
    return attestations.flatMap(({ bundle }) => (bundle ? [JSON.stringify(bundle)] : [])).join('\n');
  } catch (error) {
    // So GitHub says that it has none.
    if (error instanceof DeliveryError && error.code === 'E_GITHUB' && error.message.startsWith('404 ')) return undefined;
    throw error;
  }
}
