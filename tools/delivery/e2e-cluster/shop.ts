import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { clusterOf } from '../src/adapters/cluster.ts';
import { ENVIRONMENT, type KubernetesObject } from '../src/deploy/objects.ts';
import type { Environment, Migration, Strategy } from '../src/deploy/settings.ts';
import type { Cluster } from '../src/ports.ts';
import { ROOT, type TestCluster } from './cluster.ts';
import { type Behaviour, pushVersion } from './images.ts';

/** A workspace of some services with an environment of its own in the cluster. `web` is what the url of it reaches. */
export interface Shop {
  /** Folder of the workspace. */
  readonly root: string;
  readonly namespace: string;
  readonly url: string;
  readonly cluster: Cluster;
  /** In the order in which they go live. */
  readonly services: readonly Service[];
  /** Publishes a version of services; the others keep theirs. */
  publish(version: string, behaviours: Readonly<Partial<Record<Service, Behaviour>>>): Promise<void>;
  /** Changes the record of a service's image, and nothing in the registry. */
  record(service: Service, change: object): Promise<void>;
  /** Removes the record of a service's image. */
  forget(service: Service): Promise<void>;
  /** Gives the namespace to an environment. */
  own(environment: string): Promise<void>;
  /** Runs an executor; a failure is a result. With a kubeconfig the cluster is reached through it. */
  run(executor: string, options?: object, kubeconfig?: string, env?: Readonly<Record<string, string>>): Started;
  /** Changes the settings of the environment. */
  configure(change: Partial<Environment>): Promise<void>;
  /** Changes the manifests of a service's container, and of the pod around it. */
  alter(service: Service, container: object, pod?: object): Promise<void>;
  /** What serves: for each service the versions behind its ready endpoints. */
  serving(): Promise<Partial<Record<Service, string[]>>>;
  /** What `history` says, oldest first: kind, version, result. */
  history(): Promise<string[]>;
  remove(): Promise<void>;
}

export type Service = 'api' | 'web' | 'tax' | 'mail';
export type Strategies = Readonly<Partial<Record<Service, Strategy>>>;

export interface Run {
  readonly exitCode: number | undefined;
  readonly output: string;
}

/** A run that can be awaited, or killed. */
export interface Started extends Promise<Run> {
  /** Waits until it has said this. */
  said(text: string): Promise<void>;
  /** SIGKILL is the hard way: nothing can be cleaned up. */
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
}

export interface ShopOptions {
  /** Which services there are, in the order in which they go live: `api` and `web` without this. */
  readonly strategies?: Strategies;
  readonly replicas?: number;
  readonly settings?: Partial<Environment>;
  readonly migration?: Migration;
  /** Objects beside the services, e.g. a quota. */
  readonly extra?: readonly object[];
}

const TOOLS = ['kustomize', 'crane'].map((tool) => path.join(ROOT, `tools/bin/${tool}/bin`)).join(path.delimiter);

/** Compiled code, which Nx gives to each executor as well: src/plugin.ts. */
const NODE_COMPILE_CACHE = path.join(ROOT, 'node_modules/.cache/node-compile');

export async function openShop(testCluster: TestCluster, options: ShopOptions = {}): Promise<Shop> {
  const { strategies = { api: 'rolling', web: 'blue-green' }, replicas = 2 }: ShopOptions = options;
  const services = Object.keys(strategies) as Service[];
  const root = await mkdtemp(path.join(tmpdir(), 'shop-'));
  const namespace = `shop-${randomBytes(4).toString('hex')}`;
  const nodePort = 30_100 + (randomBytes(2).readUInt16BE() % 2_600);
  const url = `http://127.0.0.1:${nodePort}`;
  const cluster = clusterOf(testCluster.context, testCluster.kubeconfig, () => undefined);
  let settings: object = {
    namespace,
    context: testCluster.context,
    kubeconfig: testCluster.kubeconfig,
    overlay: 'deployments/overlay',
    url,
    strategies,
    soakSeconds: 0,
    retainSeconds: 600,
    approvals: 0,
    provenance: 'unsigned',
    ...options.settings,
  };

  async function write(file: string, content: unknown): Promise<void> {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }

  const writeSettings = () =>
    write('deployments/environments.json', {
      version: 1,
      services,
      entry: { service: 'web', path: '/version' },
      migration: options.migration,
      environments: { test: settings },
    });

  await write('deployments/overlay/kustomization.yaml', { namespace, resources: ['objects.yaml'] });
  const altered: Partial<Record<Service, Change>> = {};
  function writeObjects(): Promise<void> {
    const each = services.map((name) =>
      serviceObjects(name, strategies[name], replicas, name === 'web' ? nodePort : undefined, altered[name] ?? {}),
    );
    const objects = [namespaceObject(namespace), ...each.flat(), ...(options.extra ?? [])];
    return write('deployments/overlay/objects.yaml', objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  }
  await writeObjects();
  await writeSettings();
  await write('.gitignore', 'dist\n');
  const git = ['-c', 'user.name=kim', '-c', 'user.email=kim@example.com'];
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '.'],
    [...git, 'commit', '--quiet', '--message=shop'],
  ]) {
    await execa('git', args, { cwd: root });
  }

  async function versionsBehind(service: Service): Promise<string[]> {
    const [slices, pods] = await Promise.all([
      cluster.list({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }, namespace, { 'kubernetes.io/service-name': service }),
      cluster.list({ apiVersion: 'v1', kind: 'Pod' }, namespace),
    ]);
    const endpoints = (slices as unknown as { endpoints?: Endpoint[] }[]).flatMap((slice) => slice.endpoints ?? []);
    const images = endpoints
      .filter(({ conditions }) => conditions?.ready)
      .map(({ targetRef }) => imageOf(pods.find(({ metadata }) => metadata.name === targetRef?.name)));
    return [...new Set(images.map((image) => published.get(image ?? '') ?? `${image}`))];
  }

  const published = new Map<string, string>();
  const shop: Shop = {
    root,
    namespace,
    url,
    cluster,
    services,
    async publish(version, behaviours) {
      for (const [service, behaviour] of Object.entries(behaviours)) {
        const digest = await pushVersion(testCluster.registry, service, version, behaviour);
        published.set(`${testCluster.registry}/shop/${service}@${digest}`, version);
        await write(`dist/images/${service}.json`, {
          version: 1,
          image: service,
          name: `shop/${service}`,
          repository: `${testCluster.registry}/shop/${service}`,
          digest,
          source: `src-${digest.slice(-20)}`,
        });
      }
    },
    async record(service, change) {
      const file = `dist/images/${service}.json`;
      await write(file, { ...JSON.parse(await readFile(path.join(root, file), 'utf8')), ...change });
    },
    forget: (service) => rm(path.join(root, `dist/images/${service}.json`)),
    async own(environment) {
      await cluster.merge(namespaceObject(namespace), { metadata: { labels: { [ENVIRONMENT]: environment } } });
    },
    run(executor, own = {}, kubeconfig = '', env = {}) {
      const args = [path.join(import.meta.dirname, 'invoke.ts'), executor, JSON.stringify({ environment: 'test', ...own })];
      const child = execa(process.execPath, args, {
        cwd: root,
        env: { PATH: `${TOOLS}${path.delimiter}${process.env['PATH']}`, NODE_COMPILE_CACHE, KUBECONFIG: kubeconfig, ...env },
        reject: false,
        all: true,
      });
      const ended = child.then(({ exitCode, all }) => ({ exitCode, output: all }));
      const said = (text: string) =>
        new Promise<void>((resolve) => {
          let output = '';
          child.all.on('data', (chunk: Buffer) => {
            output += chunk;
            if (output.includes(text)) resolve();
          });
        });
      return Object.assign(ended, { said, kill: (signal: NodeJS.Signals) => void child.kill(signal) });
    },
    async configure(change) {
      settings = { ...settings, ...change };
      await writeSettings();
    },
    async alter(service, container, pod = {}) {
      altered[service] = { container, pod };
      await writeObjects();
    },
    async serving() {
      const each = await Promise.all(services.map(async (service) => [service, await versionsBehind(service)] as const));
      return Object.fromEntries(each);
    },
    async history() {
      const { output } = await shop.run('history');
      const rows = output.split('\n').filter((line) => /^\d/.test(line));
      return rows
        .map((row) => row.split(/ {2,}/))
        .map(([, , , kind, version, , result]) => `${kind} ${version} ${result}`)
        .reverse();
    },
    async remove() {
      await cluster.delete(namespaceObject(namespace));
      await rm(root, { recursive: true, force: true });
    },
  };
  return shop;
}

interface Endpoint {
  readonly conditions?: { readonly ready?: boolean };
  readonly targetRef?: { readonly name?: string };
}

function imageOf(pod: KubernetesObject | undefined): string | undefined {
  return (pod?.['spec'] as { containers: { image: string }[] } | undefined)?.containers[0]?.image;
}

/** As `shop` has it: only pods that are hardened are let in. */
export function namespaceObject(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  };
}

/** What is changed in a service's pods. */
interface Change {
  readonly container?: object;
  readonly pod?: object;
}

/** A service's Deployment and Service. */
export function serviceObjects(
  name: Service,
  strategy: Strategy | undefined,
  replicas: number,
  nodePort: number | undefined,
  change: Change,
): object[] {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        progressDeadlineSeconds: 60,
        template: { metadata: { labels }, spec: podSpec(name, change) },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: {
        type: nodePort === undefined ? 'ClusterIP' : 'NodePort',
        ports: [{ name: 'http', port: 80, targetPort: 'http', ...(nodePort === undefined ? {} : { nodePort }) }],
        ...(strategy === 'rolling' ? { selector: labels } : {}),
      },
    },
  ];
}

/** As the restricted Pod Security Standard wants a pod, and its containers. */
export const POD_SECURITY = { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } };
export const HARDENED = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

function podSpec(name: Service, { container, pod }: Change): object {
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 20,
    securityContext: POD_SECURITY,
    containers: [
      {
        name,
        image: `shop/${name}`,
        ports: [{ name: 'http', containerPort: 8080 }],
        readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 1 },
        resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
        securityContext: HARDENED,
        ...container,
      },
    ],
    ...pod,
  };
}
