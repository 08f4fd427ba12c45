import { DeliveryError } from '../errors.ts';
import { guardedApply } from './holder.ts';
import { previewOf } from './instances.ts';
import type { KubernetesObject } from './objects.ts';
import { isReady } from './pods.ts';
import { currentPods } from './rollout.ts';
import type { OfInstance } from './steps.ts';
import type { ServiceTarget } from './target.ts';
import { look } from './watch.ts';
import type { Work } from './work.ts';

const POLL_SECONDS = 0.1;
/** Endpoints follow a selector within a second or so, and every node's proxy follows them. */
const DEADLINE_SECONDS = 30;
/**
 * Answers in a row from the new pods after which the old ones are taken to be out: each is a new connection. With one old pod beside
 * two new ones in a proxy's rules, 10 in a row happen once in 60 times, 30 once in 200,000 times.
 */
const ANSWERS = 30;

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/ */
interface EndpointSlice extends KubernetesObject {
  readonly endpoints?: readonly {
    readonly conditions?: { readonly ready?: boolean };
    readonly targetRef?: { readonly name?: string };
  }[];
}

/** Asks an instance for its readiness through a Service of its own, from inside the cluster. @throws E_SMOKE */
export async function smoke({ instance }: OfInstance, target: ServiceTarget, work: Work): Promise<void> {
  if (target.service === undefined) return;
  const preview = previewOf(target.service, instance);
  await guardedApply(preview, work);
  await awaitEndpoints(preview.metadata.name, instance, work);
  const question = readinessQuestion(target);
  if (question === undefined) return;
  const { port, path } = question;
  const answer = await work.cluster.ask(preview, port, path);
  if (answer.status === 200) return;
  throw new DeliveryError('E_SMOKE', {
    what: `${instance} answers ${answer.status} to ${path} through its preview: ${answer.body.slice(0, 200)}`,
    where: `Service/${preview.metadata.name}, port ${port}`,
    fix: `see the logs of ${instance}; if the API server may not reach the pods, let it: deployments/k8s/base/network-policies.yaml`,
  });
}

/** What Kubernetes itself asks by HTTP, if it does, and the port of the Service for it. */
function readinessQuestion({ name, deployment, service }: ServiceTarget): { port: string; path: string } | undefined {
  const container = deployment.spec.template.spec.containers.find((one) => one.name === name);
  const { httpGet } = (container?.['readinessProbe'] ?? {}) as { httpGet?: { path?: string; port?: string | number } };
  const { ports = [] } = (service?.['spec'] ?? {}) as { ports?: { name?: string; port: number; targetPort?: string | number }[] };
  const port = ports.find(({ targetPort, port: own }) => (targetPort ?? own) === httpGet?.port);
  return httpGet && port ? { port: port.name ?? String(port.port), path: httpGet.path ?? '/' } : undefined;
}

/** Waits until new connections from outside reach the instance and nothing else. @throws E_TRAFFIC */
export async function awaitTraffic({ service, instance }: OfInstance, work: Work): Promise<void> {
  const pods = await awaitEndpoints(service, instance, work);
  const { entry, url } = work.environment;
  if (entry?.service !== service) return;
  const { clock, prober } = work;
  const started = clock.seconds();
  let row = 0;
  let last = 'nobody answers';
  while (row < ANSWERS) {
    const answer = await prober.get(`${url}${entry.path}`);
    const from = answer && answerer(answer.body);
    const isNew = answer?.status === 200 && (from === undefined || pods.has(from));
    row = isNew ? row + 1 : 0;
    if (isNew) continue;
    if (answer) last = from === undefined ? `it answers ${answer.status}` : `${from} answers`;
    if (clock.seconds() - started >= DEADLINE_SECONDS) throw noTraffic(service, `${url}${entry.path}: ${last}`);
    await clock.sleep(POLL_SECONDS);
  }
}

/** Which pod an answer is from. A service that does not say so is believed. */
function answerer(body: string): string | undefined {
  try {
    const { instance } = JSON.parse(body) as { instance?: string };
    return instance;
  } catch {
    return undefined;
  }
}

/** @returns the pods that the Service sends connections to. */
async function awaitEndpoints(service: string, instance: string, work: Work): Promise<Set<string>> {
  const { clock, cluster, target } = work;
  const started = clock.seconds();
  for (;;) {
    const [rollout, slices] = await Promise.all([
      look(instance, work),
      cluster.list({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }, target.namespace, {
        'kubernetes.io/service-name': service,
      }),
    ]);
    const pods = new Set(
      rollout
        ? currentPods(rollout)
            .filter(isReady)
            .map(({ metadata }) => metadata.name)
        : [],
    );
    const endpoints = readyEndpoints(slices as EndpointSlice[]);
    if (pods.size > 0 && endpoints.size === pods.size && [...pods].every((pod) => endpoints.has(pod))) return pods;
    if (clock.seconds() - started >= DEADLINE_SECONDS) {
      throw noTraffic(service, `${endpoints.size} endpoints (${[...endpoints].join(', ')}), ${pods.size} ready pods of ${instance}`);
    }
    await clock.sleep(POLL_SECONDS);
  }
}

function readyEndpoints(slices: readonly EndpointSlice[]): Set<string> {
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  return new Set(endpoints.filter(({ conditions }) => conditions?.ready !== false).flatMap(({ targetRef }) => targetRef?.name ?? []));
}

function noTraffic(service: string, what: string): DeliveryError {
  return new DeliveryError('E_TRAFFIC', {
    what: `connections do not reach the new version within ${DEADLINE_SECONDS} s: ${what}`,
    where: `Service/${service}`,
    fix: 'check the way from the url of the environment to the Service: DNS, load balancer, ingress, proxy of the nodes',
  });
}
