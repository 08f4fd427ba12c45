import { emptyFolder } from '../adapters/files.ts';
import { DeliveryError } from '../errors.ts';
import { executor, runChecks } from '../executor.ts';
import { supported, toolchainNamed } from '../toolchain/table.ts';
import { CACHED_ONLY_VARIABLE, outputFolder } from '../toolchain/targets.ts';
import type { GoScope } from '../toolchain/toolchain.ts';

interface Options {
  readonly toolchain: string;
  readonly go?: GoScope;
  readonly filter?: string;
  readonly watch?: boolean;
  /** What stands behind the target on the command line, untouched. */
  readonly __unparsed__?: readonly string[];
}

export default executor<Options>(async ({ toolchain, go, filter, watch = false, __unparsed__: args = [] }, job) => {
  const test = supported(toolchainNamed(toolchain).test, toolchain, 'tests');
  if (process.env[CACHED_ONLY_VARIABLE]) {
    throw new DeliveryError('E_NOT_CACHED', {
      what: `the tests of ${job.project.name} never passed with this source`,
      fix: 'none is needed',
    });
  }
  const outputDir = outputFolder(job.context.target?.outputs ?? ['dist/test/{projectRoot}'], job.project);
  // A result of an earlier run must not be taken for one of this run.
  await emptyFolder(job.workspaceRoot, outputDir);
  const own = { outputDir, watch, args: passedOn(args), ...(filter === undefined ? {} : { filter }) };
  await runChecks(
    test({ ...job.project, go }, own),
    job,
    `correct the code or the test, then: npx nx run ${job.project.name}:${job.context.targetName ?? 'test'}`,
  );
});

/** Nx hands over our own options as well: only what follows `--` is the test runner's. */
function passedOn(args: readonly string[]): string[] {
  return args.filter((arg) => !/^--(?:no-)?(?:filter|watch|toolchain)(?:=|$)/.test(arg));
}
