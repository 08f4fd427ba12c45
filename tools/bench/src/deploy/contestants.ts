import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROGRAM, ROOT, type TestCluster } from '../../../delivery/e2e-cluster/cluster.ts';
import { type Behaviour, pushVersion } from '../../../delivery/e2e-cluster/images.ts';
import { namespaceObject, openShop, type Run, type Started, serviceObjects } from '../../../delivery/e2e-cluster/shop.ts';
import type { Strategy } from '../../../delivery/src/deploy/settings.ts';
import type { BenchCommand, Stopwatch } from '../command.ts';

/** A way of bringing a version of one service with two pods into a namespace of its own. */
export interface Contestant {
  readonly name: string;
  /** Answered by the service, with its version. */
  readonly url: string;
  /** Pushes an image; not measured. */
  publish(version: string, behaviour: Behaviour): Promise<void>;
  deploy(version: string): Promise<DeployRun>;
  /** Back to the version before, which is this one. */
  rollback(version: string): Promise<Run>;
  remove(): Promise<void>;
}

export interface DeployRun extends Run {
  /** When it said that the new pods beside the old ones were ready, in milliseconds of performance.now(). */
  readonly readyAt?: number;
}

const REPLICAS = 2;
/** How long the others may wait for a bad version here; by themselves they wait for 300 to 600 s. */
export const PATIENCE_SECONDS = 45;

/** Our executors, without Nx around them. */
export async function ours(strategy: Strategy, cluster: TestCluster): Promise<Contestant> {
  const shop = await openShop(cluster, { strategies: { api: 'rolling', web: strategy }, replicas: REPLICAS });
  let isNew = true;
  return {
    name: `ours, ${strategy}`,
    url: shop.url,
    publish: (version, behaviour) => shop.publish(version, { web: behaviour, ...(isNew ? { api: 'well' } : {}) }),
    async deploy(version) {
      const run = shop.run('deploy', isNew ? { version } : { version, services: ['web'] });
      isNew = false;
      return strategy === 'blue-green' ? withReadiness(run) : run;
    },
    rollback: (version) => shop.run('rollback', { version }),
    remove: () => shop.remove(),
  };
}

async function withReadiness(run: Started): Promise<DeployRun> {
  let readyAt: number | undefined;
  run.said(`${REPLICAS}/${REPLICAS} ready`).then(() => {
    readyAt = performance.now();
  });
  const end = await run;
  return readyAt === undefined ? end : { ...end, readyAt };
}

/** What the two others share: manifests that name an image, in a namespace. */
interface Place {
  readonly namespace: string;
  readonly url: string;
  /** @param image a reference, or what a template puts there. */
  manifests(image: string): string;
  reference(version: string): string;
  readonly publish: Contestant['publish'];
  readonly run: (...commands: Pick<BenchCommand, 'program' | 'args'>[]) => Promise<Run>;
  readonly remove: () => Promise<void>;
}

const kubectl = (...args: string[]) => ({ program: PROGRAM, args: ['kubectl', ...args] });

async function openPlace(cluster: TestCluster, scratch: string, stopwatch: Stopwatch): Promise<Place> {
  const namespace = `bench-${randomBytes(4).toString('hex')}`;
  const nodePort = 30_100 + (randomBytes(2).readUInt16BE() % 2_600);
  const references = new Map<string, string>();
  const env = { HELM_CACHE_HOME: scratch, HELM_CONFIG_HOME: scratch, HELM_DATA_HOME: scratch };
  async function run(...commands: Pick<BenchCommand, 'program' | 'args'>[]): Promise<Run> {
    let output = '';
    for (const command of commands) {
      const { succeeded, all } = await stopwatch.attempt({ ...command, cwd: scratch, env });
      output += `${all}\n`;
      if (!succeeded) return { exitCode: 1, output };
    }
    return { exitCode: 0, output };
  }
  const file = path.join(scratch, `${namespace}.json`);
  await writeFile(file, JSON.stringify(namespaceObject(namespace)));
  const { exitCode, output } = await run(kubectl('create', '--filename', file));
  if (exitCode !== 0) throw new Error(output);
  return {
    namespace,
    url: `http://127.0.0.1:${nodePort}/version`,
    manifests: (image) =>
      serviceObjects('web', 'rolling', REPLICAS, nodePort, { container: { image } })
        .map((object) => JSON.stringify(object))
        .join('\n---\n'),
    reference: (version) => references.get(version) ?? '',
    async publish(version, behaviour) {
      references.set(version, `${cluster.registry}/shop/web@${await pushVersion(cluster.registry, 'web', version, behaviour)}`);
    },
    run,
    remove: async () => void (await run(kubectl('delete', 'namespace', namespace, '--wait=false'))),
  };
}

/** Edit the image in the manifests, apply, wait. */
export async function plainKubectl(cluster: TestCluster, scratch: string, stopwatch: Stopwatch): Promise<Contestant> {
  const { namespace, url, manifests, reference, publish, run, remove } = await openPlace(cluster, scratch, stopwatch);
  const file = path.join(scratch, `${namespace}.yaml`);
  const own = `--namespace=${namespace}`;
  const wait = kubectl('rollout', 'status', 'deployment/web', own, `--timeout=${PATIENCE_SECONDS}s`);
  return {
    name: 'kubectl apply, rollout status',
    url,
    publish,
    async deploy(version) {
      await writeFile(file, manifests(reference(version)));
      return run(kubectl('apply', own, '--filename', file), wait);
    },
    rollback: () => run(kubectl('rollout', 'undo', 'deployment/web', own), wait),
    remove,
  };
}

const HELM = path.join(ROOT, 'tools/bin/helm/bin/helm');

export async function helm(cluster: TestCluster, scratch: string, stopwatch: Stopwatch): Promise<Contestant> {
  const { namespace, url, manifests, reference, publish, run, remove } = await openPlace(cluster, scratch, stopwatch);
  const chart = path.join(scratch, `chart-${namespace}`);
  await mkdir(path.join(chart, 'templates'), { recursive: true });
  await writeFile(path.join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.0.0\n');
  await writeFile(path.join(chart, 'templates/objects.yaml'), manifests('{{ .Values.image }}'));
  const there = [`--kubeconfig=${cluster.kubeconfig}`, `--kube-context=${cluster.context}`, `--namespace=${namespace}`];
  const command = (...args: string[]) => ({ program: HELM, args: [...args, ...there, '--wait', `--timeout=${PATIENCE_SECONDS}s`] });
  return {
    name: 'helm upgrade --wait',
    url,
    publish,
    deploy: (version) => run(command('upgrade', '--install', 'web', chart, '--set', `image=${reference(version)}`)),
    rollback: () => run(command('rollback', 'web')),
    remove,
  };
}
