import { executor } from '../executor.ts';
import type { Check, Skip } from '../toolchain/check.ts';
import { supported, toolchainNamed } from '../toolchain/table.ts';
import type { GoScope } from '../toolchain/toolchain.ts';
import { runTools } from './run-tools.ts';
import { secretChecks } from './secrets.ts';

interface Options {
  readonly toolchain?: string;
  readonly go?: GoScope;
  /** Secrets in the working tree and in the commits of the change; they may be in any file, so this is of the whole workspace. */
  readonly secrets?: boolean;
  readonly seconds?: number;
}

export default executor<Options>(async ({ toolchain, go, secrets = false, seconds }, job) => {
  const checks: (Check | Skip)[] = [];
  if (toolchain !== undefined) {
    const scan = supported(toolchainNamed(toolchain).scan, toolchain, 'scan');
    checks.push(...scan({ ...job.project, go }));
  }
  if (!secrets) return runTools('scan', checks, job, seconds);
  await secretChecks(job, (found) => runTools('scan', [...checks, ...found], job, seconds));
});
