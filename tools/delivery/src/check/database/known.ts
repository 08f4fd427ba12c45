import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { VulnerabilityFiles } from '../../toolchain/check.ts';
import { cacheFolder, type DatabaseState, SOURCE_VARIABLE, STATE_FILE, sourceOf, type Unavailable } from './layout.ts';

/** The databases of this machine as the target `database` has left them, or why there are none. @throws E_OPTION_INVALID */
export async function knownVulnerabilities(workspaceRoot: string): Promise<VulnerabilityFiles | Unavailable> {
  const state = await stateIn(workspaceRoot);
  return 'reason' in state ? state : { ...state, folder: cacheFolder(sourceOf(process.env[SOURCE_VARIABLE]), process.env) };
}

async function stateIn(workspaceRoot: string): Promise<DatabaseState> {
  try {
    return JSON.parse(await readFile(path.join(workspaceRoot, STATE_FILE), 'utf8')) as DatabaseState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { reason: `${STATE_FILE} is not there`, remedy: 'run it through Nx, which makes it first: npx nx run PROJECT:audit' };
  }
}

/** In the words of a check that cannot be made for the lack of it. */
export function withoutDatabase({ reason, remedy }: Unavailable): Unavailable {
  return { reason: `there is no vulnerability database: ${reason}`, remedy };
}
