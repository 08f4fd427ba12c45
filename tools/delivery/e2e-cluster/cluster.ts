import path from 'node:path';
import { execa } from 'execa';
import { localClusterProgram, UNABLE } from '../src/pipeline/local-cluster.ts';

/** A cluster for tests, and a registry that it pulls from. */
export interface TestCluster {
  readonly kubeconfig: string;
  readonly context: string;
  readonly server: string;
  readonly registry: string;
}

/** Runs kubectl of the cluster's version, as a user would. */
export async function kubectl(...args: string[]): Promise<string> {
  return (await execa(PROGRAM, ['kubectl', ...args])).stdout;
}

/** Asks for the end of pods as `kubectl drain` does: they are given their time. @param instance names their Deployment. */
export async function evict(namespace: string, instance: string): Promise<void> {
  const names = await kubectl(
    '--namespace',
    namespace,
    'get',
    'pods',
    `--selector=app.kubernetes.io/instance=${instance}`,
    '--output=name',
  );
  for (const name of names.split('\n').map((line) => line.replace('pod/', ''))) {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    await execa(PROGRAM, ['kubectl', 'create', `--raw=${path}`, '--filename=-'], { input: JSON.stringify(eviction) });
  }
}

/** Kills the API server; whoever looks after it starts it again. */
export async function killApiServer(): Promise<void> {
  const { stdout } = await execa(PROGRAM, ['status', '--json'], { reject: false });
  const { processes } = JSON.parse(stdout) as { processes: { name: string; pid: number }[] };
  const pid = processes.find(({ name }) => name === 'kube-apiserver')?.pid;
  if (pid === undefined) throw new Error('the cluster has no API server of its own');
  process.kill(pid, 'SIGKILL');
}

export const ROOT = path.join(import.meta.dirname, '../../..');
/** Starts, stops and asks the cluster. Built by `nx run local-cluster:build`; the variable names another one. */
export const PROGRAM = process.env['LOCAL_CLUSTER'] ?? path.join(ROOT, localClusterProgram());

export async function isRunning(): Promise<boolean> {
  return (await execa(PROGRAM, ['status'], { reject: false })).exitCode === 0;
}

export async function stopCluster(): Promise<void> {
  await execa(PROGRAM, ['down'], { stdout: 'inherit', stderr: 'inherit' });
}

/**
 * Starts the local cluster if it is not there, and repairs it otherwise.
 * @returns why this machine cannot run one, if it cannot. @throws when it could and does not start.
 */
export async function startCluster(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `this machine cannot run a cluster: it is not Linux but ${process.platform}`;
  const { exitCode, stderr } = await execa(PROGRAM, ['up'], { stdout: 'inherit', stderr: ['inherit', 'pipe'], reject: false });
  if (exitCode === 0) return undefined;
  if (exitCode === UNABLE) return stderr.trim();
  throw new Error(`${PROGRAM} up failed with exit code ${exitCode}`);
}

export async function localCluster(): Promise<TestCluster> {
  const { stdout } = await execa(PROGRAM, ['status', '--json']);
  return JSON.parse(stdout) as TestCluster;
}
