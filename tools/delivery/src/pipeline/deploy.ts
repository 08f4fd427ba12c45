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

const ENVIRONMENT = 'local';
/** What `local-cluster up` ends with where this machine cannot run one. */
const UNABLE = 3;

/** A cluster, and a registry that it pulls from. */
interface Cluster {
  readonly registry: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

export interface DeployOptions {
  readonly workspaceRoot: string;
  /** A context of the user's own kubeconfig instead of the cluster that this workspace brings. */
  readonly context?: string | undefined;
  /** Full SHA, with `-dirty` when there are changes that are not committed. */
  readonly commit: string;
}

/** The end of the main job: what was packed runs in a cluster, and is asked. Its steps are targets like any other. */
export async function deployLocally(options: DeployOptions, runner: ProcessRunner): Promise<ReportDeploy> {
  const environment = await readEnvironment(ENVIRONMENT, options.workspaceRoot);
  const program = localCluster();
  const running = options.context === undefined ? await statusOf(program, runner) : undefined;
  if (running?.kubeconfig !== undefined && (await isDeployed(environment, running.kubeconfig, options)))
    return { outcome: 'unchanged', detail: `it runs: ${whereabouts(environment)}` };
  const cluster = options.context === undefined ? await start(program, runner) : named(options.context);
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

/** Starts the cluster, or repairs it. @returns why there is none, where this machine cannot run one. */
async function start(program: Command, runner: ProcessRunner): Promise<Cluster | string> {
  if (process.platform !== 'linux')
    return `a cluster of its own takes Linux, this is ${process.platform}; name another one: CONTEXT=<context>`;
  const build = nx(['run', 'local-cluster:build']);
  if ((await runner.capture(build)).exitCode !== 0) {
    // Once more, to show why.
    await runner.stream(build);
    throw notStarted('its programs were not built', 'npx nx run local-cluster:build');
  }
  const { exitCode } = await runner.stream({ ...program, args: ['up'] });
  // Once more, as what was shown is not known here.
  if (exitCode === UNABLE) return reasonIn((await runner.capture({ ...program, args: ['up'] })).stderr);
  const cluster = exitCode === 0 ? await statusOf(program, runner) : undefined;
  if (cluster === undefined) throw notStarted('it did not become ready', 'make cluster-status, and read its logs');
  return cluster;
}

/** Of the message of local-cluster all but its code. */
function reasonIn(message: string): string {
  return message
    .trim()
    .split(/\s*\n\s*/)
    .join('; ');
}

/** @returns undefined where the cluster is not ready. */
async function statusOf(program: Command, runner: ProcessRunner): Promise<Cluster | undefined> {
  try {
    const { exitCode, stdout } = await runner.capture({ ...program, args: ['status', '--json'] });
    return exitCode === 0 ? (JSON.parse(stdout) as Cluster) : undefined;
  } catch (error) {
    // It has not been built yet.
    if (error instanceof DeliveryError && error.code === 'E_TOOL_MISSING') return undefined;
    throw error;
  }
}

function named(context: string): Cluster {
  const registry = process.env[REGISTRY_VARIABLE];
  if (registry) return { registry, context };
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `there is no registry that the cluster of ${context} pulls from`,
    fix: `make pipeline CONTEXT=${context} ${REGISTRY_VARIABLE}=<registry>`,
  });
}

function localCluster(): Command {
  const program = `dist/tools/local-cluster/linux-${process.arch === 'x64' ? 'amd64' : process.arch}/local-cluster`;
  return { title: 'local-cluster', origin: 'path', program: `./${program}`, args: [], cwd: '.' };
}

function nx(args: readonly string[], env: Readonly<Record<string, string>> = {}): Command {
  return { title: 'nx', origin: 'node', program: 'nx', args, cwd: '.', env };
}

function notStarted(what: string, fix: string): DeliveryError {
  return new DeliveryError('E_CLUSTER', { what, where: 'tools/local-cluster', fix });
}
