import { DeliveryError } from '../errors.ts';
import { executor, runChecks } from '../executor.ts';
import { toolchainNamed } from '../toolchain/table.ts';
import type { GoScope } from '../toolchain/toolchain.ts';

interface Options {
  readonly toolchain: string;
  readonly go?: GoScope;
  readonly fix?: boolean;
}

export default executor<Options>(async ({ toolchain, go, fix = false }, job) => {
  const { lint } = toolchainNamed(toolchain);
  if (!lint) throw new DeliveryError('E_OPTION_INVALID', { what: `toolchain '${toolchain}' has no lint`, fix: 'remove the target' });
  const commands = lint({ ...job.project, go }, { fix });
  await runChecks(commands, job, fix ? 'correct by hand what is left' : `npx nx run ${job.project.name}:lint --fix`);
});
