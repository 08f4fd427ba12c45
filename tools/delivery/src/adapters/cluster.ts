import type { KubeConfig as Configuration, RequestContext as Context, HttpMethod } from '@kubernetes/client-node';
import pRetry from 'p-retry';
import { FIELD_MANAGER, type KubernetesObject } from '../deploy/objects.ts';
import { Refusal } from '../deploy/refusal.ts';
import { DeliveryError } from '../errors.ts';
import type { Cluster, Kind, ObjectRef } from '../ports.ts';
import { kubernetesClient } from './kubernetes-client.ts';

const { KubeConfig, RequestContext, IsomorphicFetchHttpLibrary, PatchStrategy } = kubernetesClient();

/** An answer that does not come is asked for again. */
const REQUEST_TIMEOUT_MS = 20_000;
/** Some 40 s: an API server that restarts is back by then. */
const RETRY = { retries: 10, minTimeout: 100, factor: 2, maxTimeout: 8_000, randomize: true };
/** Overloaded, or without its storage or a webhook for a moment. */
const PASSING = new Set([429, 500, 502, 503, 504]);
/** Until it has answered once, an API server that cannot be reached is more likely the wrong one than one that restarts. */
const FIRST_ATTEMPTS = 3;
const NONE = { retries: 0 };

interface Request {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
  /** Whether one attempt is enough. */
  readonly once?: true;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Talks to the cluster of a kubeconfig's context. Authentication, TLS and proxies are the client library's; objects travel as
 * plain JSON, because its own classes drop the fields that they do not know.
 * @param kubeconfig file; without one KUBECONFIG or ~/.kube/config.
 * @param tell hears of an API server that does not answer.
 * @throws E_CONTEXT_UNKNOWN
 */
export function clusterOf(context: string, kubeconfig: string | undefined, tell: (line: string) => void): Cluster {
  const config = configOf(context, kubeconfig);
  return clusterClient(context, config, tell);
}

function configOf(context: string, kubeconfig: string | undefined): Configuration {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    throw contextUnknown(`the kubeconfig cannot be read: ${(error as Error).message}`, kubeconfig, []);
  }
  const contexts = config.getContexts().map(({ name }) => name);
  if (!contexts.includes(context)) throw contextUnknown(`there is no context '${context}'`, kubeconfig, contexts);
  config.setCurrentContext(context);
  return config;
}

function contextUnknown(what: string, kubeconfig: string | undefined, contexts: readonly string[]): DeliveryError {
  return new DeliveryError('E_CONTEXT_UNKNOWN', {
    what,
    where: kubeconfig ?? globalThis.process.env['KUBECONFIG'] ?? '~/.kube/config',
    fix: contexts.length > 0 ? `name one of: ${contexts.join(', ')} (--context)` : 'log in to the cluster, or set KUBECONFIG',
  });
}

function clusterClient(context: string, config: Configuration, tell: (line: string) => void): Cluster {
  const server = config.getCurrentCluster()?.server ?? '';
  const http = new IsomorphicFetchHttpLibrary();
  const resources = new Map<string, Promise<Resource[]>>();
  // The library makes one for each request, and with it a new connection.
  let dispatcher: ReturnType<Context['getDispatcher']>;
  let reached = false;
  let silent = false;

  async function attempt(method: HttpMethod, path: string, { query = {}, body, contentType }: Request): Promise<Answer> {
    const request = new RequestContext(`${server}${path}`, method);
    for (const [name, value] of Object.entries(query)) request.setQueryParam(name, value);
    await config.applySecurityAuthentication(request);
    dispatcher ??= request.getDispatcher();
    if (dispatcher !== undefined) request.setDispatcher(dispatcher);
    request.setSignal(AbortSignal.timeout(REQUEST_TIMEOUT_MS));
    if (body !== undefined) {
      request.setHeaderParam('Content-Type', contentType ?? 'application/json');
      request.setBody(JSON.stringify(body));
    }
    const response = await http.send(request).toPromise();
    return { status: response.httpStatusCode, body: await response.body.text() };
  }

  /** Every request can be repeated: whoever writes reads what became of a write whose answer was lost. */
  async function send(method: HttpMethod, path: string, request: Request = {}): Promise<Answer> {
    async function once(): Promise<Answer> {
      const answer = await attempt(method, path, request);
      if (PASSING.has(answer.status)) throw new Passing(answer);
      return answer;
    }
    try {
      const answer = await pRetry(once, {
        ...(request.once ? NONE : RETRY),
        shouldRetry: ({ error, attemptNumber }) => reached || error instanceof Passing || attemptNumber < FIRST_ATTEMPTS,
        onFailedAttempt({ error }) {
          if (!silent && !request.once) tell(`${context} does not answer (${causeOf(error)}): asking again`);
          silent = true;
        },
      });
      silent = false;
      reached = true;
      return answer;
    } catch (error) {
      if (error instanceof Passing && request.once) return error.answer;
      throw new DeliveryError('E_CLUSTER', {
        what: `the API server of '${context}' does not answer: ${causeOf(error)}`,
        where: server,
        fix: 'check that the cluster runs and can be reached, then run the same command again: it goes on where this one stopped',
      });
    }
  }

  async function object(method: HttpMethod, path: string, request: Request = {}): Promise<KubernetesObject> {
    return JSON.parse(accepted(await send(method, path, request), context).body) as KubernetesObject;
  }

  async function resourceOf({ apiVersion, kind }: Kind): Promise<Resource> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = resources.get(root) ?? discover(root);
    resources.set(root, known);
    const resource = (await known).find((one) => one.kind === kind && !one.name.includes('/'));
    if (resource !== undefined) return { ...resource, root };
    throw new Refusal(404, 'NotFound', `the cluster knows no ${kind} of ${apiVersion}`);
  }

  async function discover(root: string): Promise<Resource[]> {
    const answer = await send('GET', root);
    if (answer.status === 404) return [];
    return (JSON.parse(accepted(answer, context).body) as { resources: Resource[] }).resources;
  }

  async function collection(kind: Kind, namespace: string | undefined): Promise<string> {
    const { root, name, namespaced } = await resourceOf(kind);
    return namespaced && namespace !== undefined ? `${root}/namespaces/${namespace}/${name}` : `${root}/${name}`;
  }

  const item = async (ref: ObjectRef) => `${await collection(ref, ref.metadata.namespace)}/${ref.metadata.name}`;

  return {
    context,
    async get(ref) {
      const answer = await send('GET', await item(ref));
      return answer.status === 404 ? undefined : (JSON.parse(accepted(answer, context).body) as KubernetesObject);
    },
    async list(kind, namespace, labels = {}) {
      const labelSelector = Object.entries(labels)
        .map(([label, value]) => (value === '' ? label : `${label}=${value}`))
        .join();
      const list = await object('GET', await collection(kind, namespace), { query: labelSelector === '' ? {} : { labelSelector } });
      return (list as unknown as { items: KubernetesObject[] }).items.map((one) => ({ ...one, ...kind }));
    },
    async apply(one, { dryRun } = { dryRun: false }) {
      return object('PATCH', await item(one), {
        body: one,
        contentType: PatchStrategy.ServerSideApply,
        query: { fieldManager: FIELD_MANAGER, force: 'true', fieldValidation: 'Strict', ...(dryRun ? { dryRun: 'All' } : {}) },
      });
    },
    async create(one) {
      return object('POST', await collection(one, one.metadata.namespace), { body: one, query: { fieldManager: FIELD_MANAGER } });
    },
    async replace(one) {
      return object('PUT', await item(one), { body: one, query: { fieldManager: FIELD_MANAGER } });
    },
    async merge(ref, change) {
      return object('PATCH', await item(ref), {
        body: change,
        contentType: PatchStrategy.MergePatch,
        query: { fieldManager: FIELD_MANAGER },
      });
    },
    async patch(ref, operations) {
      return object('PATCH', await item(ref), {
        body: operations,
        contentType: PatchStrategy.JsonPatch,
        query: { fieldManager: FIELD_MANAGER },
      });
    },
    async delete(ref) {
      const answer = await send('DELETE', await item(ref), { query: { propagationPolicy: 'Background' } });
      if (answer.status !== 404) accepted(answer, context);
    },
    async log(pod, container, { lines, previous }) {
      const query = { container, tailLines: String(lines), previous: String(previous) };
      return accepted(await send('GET', `${await item(pod)}/log`, { query, once: true }), context).body;
    },
    async ask(service, port, path) {
      const proxied = `${await collection(service, service.metadata.namespace)}/http:${service.metadata.name}:${port}/proxy${path}`;
      return send('GET', proxied, { once: true });
    },
    async may(verb, kind, namespace, subresource = '') {
      const { name, root } = await resourceOf(kind);
      const group = root.startsWith('/apis/') ? (root.split('/')[2] ?? '') : '';
      const review = await object('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb, group, resource: name, subresource, namespace } },
        },
      });
      return (review['status'] as { allowed: boolean }).allowed;
    },
  };
}

interface Resource {
  /** The plural in paths, with its subresource if it is one. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Path of its group and version. */
  readonly root: string;
}

/** An answer that may be another one in a moment. */
class Passing extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(statusOf(answer).message);
    this.answer = answer;
  }
}

/** @throws E_CLUSTER_FORBIDDEN, Refusal */
function accepted(answer: Answer, context: string): Answer {
  if (answer.status < 300) return answer;
  const { message, reason } = statusOf(answer);
  // Quotas and admission also answer 403, and mean the object.
  if (answer.status !== 401 && !(answer.status === 403 && / cannot /.test(message))) throw new Refusal(answer.status, reason, message);
  throw new DeliveryError('E_CLUSTER_FORBIDDEN', {
    what: message,
    where: `context '${context}'`,
    fix: 'log in to the cluster, or have the rights of deployments/k8s/deployer given to you',
  });
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
function statusOf({ status, body }: Answer): { message: string; reason: string } {
  try {
    const { message = '', reason = '' } = JSON.parse(body) as { message?: string; reason?: string };
    return { message: message || `HTTP status ${status}`, reason };
  } catch {
    return { message: `HTTP status ${status}: ${body.slice(0, 200)}`, reason: '' };
  }
}

/** What is below a failed request: `fetch failed` alone says nothing. */
function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
