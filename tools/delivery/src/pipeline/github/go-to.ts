import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { processRunner } from '../../adapters/process.ts';
import { workspaceTools } from '../../adapters/tools.ts';
import { readEnvironment } from '../../deploy/prepare.ts';
import type { Environment } from '../../deploy/settings.ts';
import { DeliveryError } from '../../errors.ts';
import type { ProcessRunner } from '../../ports.ts';
import { main } from '../entry.ts';
import { nx } from '../nx.ts';
import { kubeconfigIn } from './kubeconfig.ts';

const PLAN_FILE = 'dist/plan.json';

/**
 * Brings a release to an environment, or an environment back to a version, from a workflow: with the kubeconfig of the GitHub environment,
 * which is in a private file as long as this runs. Whoever approved the job in GitHub has approved the plan: it is made, shown, and
 * carried out by its hash, or not at all.
 */
async function goTo(): Promise<number> {
  const { values } = parseArgs({ options: { env: { type: 'string' }, release: { type: 'string' }, rollback: { type: 'string' } } });
  const workspaceRoot = process.cwd();
  const environment = await readEnvironment(values.env ?? '', workspaceRoot);
  const folder = await mkdtemp(path.join(tmpdir(), 'kubeconfig-'));
  try {
    const kubeconfig = path.join(folder, 'config');
    await writeFile(kubeconfig, kubeconfigIn(process.env, environment.name), { mode: 0o600 });
    const runner = processRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
    const run = (target: string, ...args: string[]) => nxRun(runner, `deployments:${target}:${environment.name}`, args, kubeconfig);
    if (values.rollback) await run('rollback', `--to=${values.rollback}`);
    else await deploy(environment, values.release ?? '', run);
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function deploy(
  { approvals }: Environment,
  release: string,
  run: (target: string, ...args: string[]) => Promise<void>,
): Promise<void> {
  if (approvals === 0) return run('deploy', `--release=${release}`);
  await run('deploy', `--release=${release}`, `--plan-out=${PLAN_FILE}`);
  const { hash } = JSON.parse(await readFile(PLAN_FILE, 'utf8')) as { hash: string };
  await run('deploy', `--plan=${PLAN_FILE}`, `--approve=${hash}`);
}

/** The kubeconfig's text is not for what nx starts: it gets the file. @throws E_COMMAND_FAILED */
async function nxRun(runner: ProcessRunner, target: string, args: readonly string[], kubeconfig: string): Promise<void> {
  delete process.env['KUBE_CONFIG'];
  const { exitCode } = await runner.stream(nx(['run', target, ...args], { KUBECONFIG: kubeconfig }));
  if (exitCode !== 0)
    throw new DeliveryError('E_COMMAND_FAILED', {
      what: `nx run ${target} failed, see above`,
      fix: 'what it says; then run the failed jobs again',
    });
}

await main(goTo);
