import { clusterOf } from '../adapters/cluster.ts';
import { readLedger } from '../deploy/books.ts';
import { currentEntry } from '../deploy/ledger.ts';
import { readEnvironment } from '../deploy/prepare.ts';
import type { Environment } from '../deploy/settings.ts';
import { DeliveryError } from '../errors.ts';
import { REGISTRY_VARIABLE, readRecord } from '../image/record.ts';
import type { ProcessRunner } from '../ports.ts';
import type { ReportDeploy } from '../report/report.ts';
import type { Command } from '../toolchain/command.ts';
import { type Cluster, start, statusOf } from './local-cluster.ts';
import { nx } from './nx.ts';

const ENVIRONMENT = 'local';

export interface DeployOptions {
  readonly workspaceRoot: string;
  /** The user's own instead of the one that this workspace brings. */
  readonly cluster?: Cluster | undefined;
  /** Full SHA, with `-dirty` when there are changes that are not committed. */
  readonly commit: string;
}

/** The end of the main job: what was packed runs in a cluster, and is asked. Its steps are targets like any other. */
export async function deployLocally(options: DeployOptions, runner: ProcessRunner): Promise<Omit<ReportDeploy, 'durationMs'>> {
  const environment = await readEnvironment(ENVIRONMENT, options.workspaceRoot);
  const running = options.cluster === undefined ? await statusOf(runner) : undefined;
  if (running?.kubeconfig !== undefined && (await isDeployed(environment, running.kubeconfig, options)))
    return { outcome: 'unchanged', detail: `it runs: ${whereabouts(environment)}` };
  const cluster = options.cluster ?? (await start(runner));
  if (typeof cluster === 'string') return { outcome: 'skipped', detail: cluster };
  const { services, images = [] } = environment;
  const env = { [REGISTRY_VARIABLE]: cluster.registry, ...(cluster.kubeconfig ? { KUBECONFIG: cluster.kubeconfig } : {}) };
  const context = cluster.context === undefined ? [] : [`--context=${cluster.context}`];
  const steps: [failure: string, command: Command][] = [
    [
      'the images were not published',
      nx(['run-many', '--target=publish', `--projects=${[...services, ...images]}`, '--outputStyle=static'], env),
    ],
    ['it was taken back, see above', nx(['run', `deployments:deploy:${ENVIRONMENT}`, ...context], env)],
    ['its state is not known', nx(['run', `deployments:status:${ENVIRONMENT}`, ...context], env)],
  ];
  for (const [failure, command] of steps) {
    const { exitCode } = await runner.stream(command);
    if (exitCode !== 0) return { outcome: 'failed', detail: `${failure}; make status ENV=${ENVIRONMENT}` };
  }
  return { outcome: 'deployed', detail: whereabouts(environment) };
}

/** Whether the last version that was brought there is of this very commit and images: then no step is to be done. */
async function isDeployed(environment: Environment, kubeconfig: string, { commit, workspaceRoot }: DeployOptions): Promise<boolean> {
  if (commit.endsWith('-dirty')) return false;
  const ledger = await readLedger(environment.namespace, clusterOf(environment.context, kubeconfig, console.log));
  const release = currentEntry(ledger)?.target.release;
  if (release?.commit !== commit) return false;
  const records = await Promise.allSettled(Object.keys(release.images).map((image) => readRecord(workspaceRoot, image)));
  // Without a record, as after `make clean`, it is packed and compared by the deploy itself.
  return records.every((record) => record.status === 'fulfilled' && release.images[record.value.image]?.digest === record.value.digest);
}

function whereabouts({ url }: Environment): string {
  return `${url}, its API document ${url}/api/v1/openapi.json; make status ENV=${ENVIRONMENT}, make cluster-down`;
}

/**
 * The cluster of a context of the user's kubeconfig, and the registry that it pulls from.
 * @throws E_CONTEXT_UNKNOWN; E_OPTION_INVALID when no registry is named.
 */
export function namedCluster(context: string): Cluster {
  clusterOf(context, undefined, console.log);
  const registry = process.env[REGISTRY_VARIABLE];
  if (registry) return { registry, context };
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `there is no registry that the cluster of ${context} pulls from`,
    fix: `make pipeline CONTEXT=${context} ${REGISTRY_VARIABLE}=<registry>`,
  });
}
