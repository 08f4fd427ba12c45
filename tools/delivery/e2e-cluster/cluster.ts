import path from 'node:path';
import { execa } from 'execa';

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

/** Kills the API server; whoever looks after it starts it again. */
export async function killApiServer(): Promise<void> {
  const { stdout } = await execa(PROGRAM, ['status', '--json'], { reject: false });
  const { processes } = JSON.parse(stdout) as { processes: { name: string; pid: number }[] };
  const pid = processes.find(({ name }) => name === 'kube-apiserver')?.pid;
  if (pid === undefined) throw new Error('the cluster has no API server of its own');
  process.kill(pid, 'SIGKILL');
}

export const ROOT = path.join(import.meta.dirname, '../../..');
const PLATFORM = `linux-${process.arch === 'x64' ? 'amd64' : 'arm64'}`;
/** Starts, stops and asks the cluster. Built by `nx run local-cluster:build`; the variable names another one. */
export const PROGRAM = process.env['LOCAL_CLUSTER'] ?? path.join(ROOT, `dist/tools/local-cluster/${PLATFORM}/local-cluster`);

/** The local cluster, started if it is not there. It is left running: starting it again takes longer than a test. */
export async function localCluster(): Promise<TestCluster> {
  await execa(PROGRAM, ['up'], { stdout: 'inherit', stderr: 'inherit' });
  const { stdout } = await execa(PROGRAM, ['status', '--json']);
  return JSON.parse(stdout) as TestCluster;
}
