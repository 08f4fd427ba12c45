import { DeliveryError } from '../errors.ts';
import { executor, runChecks } from '../executor.ts';
import { toolchainNamed } from '../toolchain/table.ts';

interface Options {
  readonly toolchain: string;
  readonly fix?: boolean;
}

export default executor<Options>(async ({ toolchain, fix = false }, job) => {
  const { lint } = toolchainNamed(toolchain);
  if (!lint) throw new DeliveryError('E_OPTION_INVALID', { what: `toolchain '${toolchain}' has no lint`, fix: 'remove the target' });
  const commands = lint(job.project, { fix });
  await runChecks(commands, job, fix ? 'correct by hand what is left' : `npx nx run ${job.project.name}:lint --fix`);
});
