import { glob } from 'node:fs/promises';
import { executor } from '../executor.ts';
import type { Check, Skip, VulnerabilityFiles } from '../toolchain/check.ts';
import { supported, toolchainNamed } from '../toolchain/table.ts';
import type { GoScope } from '../toolchain/toolchain.ts';
import { knownVulnerabilities, withoutDatabase } from './database/known.ts';
import type { Unavailable } from './database/layout.ts';
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
  const database = await knownVulnerabilities(job.workspaceRoot);
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
  database: VulnerabilityFiles | Unavailable,
  checks: (database: VulnerabilityFiles) => readonly Check[],
): readonly (Check | Skip)[] {
  return 'reason' in database ? [{ tool, ...withoutDatabase(database) }] : checks(database);
}
