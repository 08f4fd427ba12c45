import { hostPlatform, platformFolder } from '../build/platform.ts';
import { DeliveryError } from '../errors.ts';
import type { ProcessRunner } from '../ports.ts';
import type { Command } from '../toolchain/command.ts';
import { nx } from './nx.ts';

/** What `local-cluster up` ends with where this machine cannot run one. */
export const UNABLE = 3;

/** A cluster, and a registry that it pulls from. */
export interface Cluster {
  readonly registry: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Where `nx run local-cluster:build` puts it, relative to the workspace root. It runs on Linux only. */
export function localClusterProgram(): string {
  return `dist/tools/local-cluster/${platformFolder({ ...hostPlatform(), os: 'linux' })}/local-cluster`;
}

/** Starts the cluster, or repairs it. @returns why there is none, where this machine cannot run one. */
export async function start(runner: ProcessRunner): Promise<Cluster | string> {
  if (process.platform !== 'linux')
    return `a cluster of its own takes Linux, this is ${process.platform}; name another one: CONTEXT=<context>`;
  const built = await runner.capture(nx(['run', 'local-cluster:build']));
  if (built.exitCode !== 0) {
    console.error(`${built.stdout}${built.stderr}`);
    throw notStarted('its programs were not built', 'npx nx run local-cluster:build');
  }
  const { exitCode, stderr } = await runner.relay(localCluster('up'));
  if (exitCode === UNABLE) return reasonIn(stderr);
  const cluster = exitCode === 0 ? await statusOf(runner) : undefined;
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
export async function statusOf(runner: ProcessRunner): Promise<Cluster | undefined> {
  try {
    const { exitCode, stdout } = await runner.capture(localCluster('status', '--json'));
    return exitCode === 0 ? (JSON.parse(stdout) as Cluster) : undefined;
  } catch (error) {
    // It has not been built yet.
    if (error instanceof DeliveryError && error.code === 'E_TOOL_MISSING') return undefined;
    throw error;
  }
}

function localCluster(...args: string[]): Command {
  return { title: 'local-cluster', origin: 'path', program: `./${localClusterProgram()}`, args, cwd: '.' };
}

function notStarted(what: string, fix: string): DeliveryError {
  return new DeliveryError('E_CLUSTER', { what, where: 'tools/local-cluster', fix });
}
