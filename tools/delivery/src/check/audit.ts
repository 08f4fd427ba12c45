import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { executor } from '../executor.ts';
import type { Check, Skip, VulnerabilityFiles } from '../toolchain/check.ts';
import { supported, toolchainNamed } from '../toolchain/table.ts';
import type { GoScope } from '../toolchain/toolchain.ts';
import { cacheFolder, type DatabaseState, SOURCE_VARIABLE, STATE_FILE, sourceOf } from './database/layout.ts';
import { lockAudit } from './locks.ts';
import { runTools } from './run-tools.ts';

interface Options {
  /** Of a project whose sources tell what is used, and what of it is called. */
  readonly toolchain?: string;
  readonly go?: GoScope;
  /** Lock files, relative to the workspace root. */
  readonly locks?: readonly string[];
  /** Pattern of lock files that other projects audit: what they list is theirs to report. */
  readonly elsewhere?: string;
  readonly seconds?: number;
}

export default executor<Options>(async ({ toolchain, go, locks = [], elsewhere, seconds }, job) => {
  const state = await stateIn(job.workspaceRoot);
  const database = 'reason' in state ? state : { ...state, folder: cacheFolder(sourceOf(process.env[SOURCE_VARIABLE]), process.env) };
  const checks: (Check | Skip)[] = [];
  if (toolchain !== undefined) {
    const audit = supported(toolchainNamed(toolchain).audit, toolchain, 'audit');
    checks.push(...withDatabase('govulncheck', database, (known) => audit({ ...job.project, go }, known)));
  }
  if (locks.length > 0) {
    const others = elsewhere === undefined ? [] : await Array.fromAsync(glob(elsewhere, { cwd: job.workspaceRoot }));
    checks.push(...withDatabase('osv-scanner', database, (known) => [lockAudit(locks, others.sort(), known)]));
  }
  await runTools('audit', checks, job, seconds);
});

function withDatabase(
  tool: string,
  database: VulnerabilityFiles | { reason: string; remedy: string },
  checks: (database: VulnerabilityFiles) => readonly Check[],
): readonly (Check | Skip)[] {
  return 'reason' in database
    ? [{ tool, reason: `there is no vulnerability database: ${database.reason}`, remedy: database.remedy }]
    : checks(database);
}

async function stateIn(workspaceRoot: string): Promise<DatabaseState> {
  try {
    return JSON.parse(await readFile(path.join(workspaceRoot, STATE_FILE), 'utf8')) as DatabaseState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { reason: `${STATE_FILE} is not there`, remedy: 'run it through Nx, which makes it first: npx nx run PROJECT:audit' };
  }
}
