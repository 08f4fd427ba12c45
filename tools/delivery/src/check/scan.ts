import { DeliveryError } from '../errors.ts';
import { executor } from '../executor.ts';
import { toolchainNamed } from '../toolchain/table.ts';
import type { GoScope } from '../toolchain/toolchain.ts';
import { runTools } from './run-tools.ts';

interface Options {
  readonly toolchain: string;
  readonly go?: GoScope;
  readonly seconds?: number;
}

export default executor<Options>(async ({ toolchain, go, seconds }, job) => {
  const { scan } = toolchainNamed(toolchain);
  if (!scan) throw new DeliveryError('E_OPTION_INVALID', { what: `toolchain '${toolchain}' has no scan`, fix: 'remove the target' });
  await runTools('scan', scan({ ...job.project, go }), job, seconds);
});
