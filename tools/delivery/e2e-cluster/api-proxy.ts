import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import type { TestCluster } from './cluster.ts';

/** Stands between a deploy and the API server, counts writes, and makes the network worse. */
export interface ApiProxy {
  readonly kubeconfig: string;
  /** What was written since the last `reset`, e.g. `PATCH services/web`. */
  readonly writes: readonly string[];
  /**
   * Called when the API server has carried out a write and its answer has not been passed on; gets how many there were. With
   * `lose` it never is; with `cut` nothing more is passed on at all. Writes are passed on one after the other.
   */
  onWrite: ((count: number) => 'lose' | 'cut' | undefined) | undefined;
  /** Who asks, if not the one whose kubeconfig it is. */
  user: string | undefined;
  /** Answers that are given instead of asking the API server, one for each request that `applies` to. */
  refuse(statuses: readonly number[], applies?: (request: IncomingMessage) => boolean): void;
  reset(): void;
  close(): Promise<void>;
}

export async function openApiProxy(cluster: TestCluster): Promise<ApiProxy> {
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfig);
  const upstream: RequestOptions = {};
  await config.applyToHTTPSOptions(upstream);
  const agent = new https.Agent({ ...(upstream.agent as https.Agent).options, keepAlive: true });
  const { hostname, port } = new URL(cluster.server);
  const writes: string[] = [];
  let refusals: number[] = [];
  let applies: (request: IncomingMessage) => boolean = () => true;

  let cut = false;
  let lastWrite: Promise<void> = Promise.resolve();

  /** @returns when the answer has come, whether or not it is passed on. */
  function forward(request: IncomingMessage, response: ServerResponse, write: string | undefined): Promise<void> {
    return new Promise((done) => {
      const forwarded = https.request({ hostname, port, agent, path: request.url, method: request.method, headers: headersOf(request) });
      forwarded.on('response', (answer) => {
        const written = write !== undefined && (answer.statusCode ?? 500) < 300;
        if (written) writes.push(write);
        const fate = written ? proxy.onWrite?.(writes.length) : undefined;
        cut ||= fate === 'cut';
        if (fate === undefined) {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        } else {
          answer.resume();
          request.socket.destroy();
        }
        done();
      });
      forwarded.on('error', () => {
        request.socket.destroy();
        done();
      });
      request.pipe(forwarded);
    });
  }

  const headersOf = ({ headers }: IncomingMessage) => (proxy.user === undefined ? headers : { ...headers, 'impersonate-user': proxy.user });

  const server = http.createServer((request, response) => {
    if (refusals.length > 0 && applies(request)) {
      refuse(response, refusals.shift() ?? 503);
      return;
    }
    const write = writeOf(request);
    const pass = () => (cut ? void request.socket.destroy() : forward(request, response, write));
    if (write === undefined) pass();
    else lastWrite = lastWrite.then(pass);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const folder = await mkdtemp(path.join(tmpdir(), 'api-proxy-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigFor(cluster.context, (server.address() as AddressInfo).port), { mode: 0o600 });

  const proxy: ApiProxy = {
    kubeconfig,
    writes,
    onWrite: undefined,
    user: undefined,
    refuse(statuses, which = () => true) {
      refusals = [...statuses];
      applies = which;
    },
    reset() {
      writes.length = 0;
      refusals = [];
      cut = false;
      proxy.user = undefined;
      proxy.onWrite = undefined;
    },
    async close() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
  return proxy;
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** @returns undefined for what changes nothing, such as a dry run. */
function writeOf({ method = '', url = '' }: IncomingMessage): string | undefined {
  if (!WRITES.has(method) || url.includes('dryRun=All') || url.includes('selfsubjectaccessreviews')) return undefined;
  return `${method} ${url.split('?')[0]?.split('/').slice(-2).join('/')}`;
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', code: status, reason: 'Injected', message: `injected ${status}` }));
}

function kubeconfigFor(context: string, port: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'proxy', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'nobody', user: {} }],
    contexts: [{ name: context, context: { cluster: 'proxy', user: 'nobody' } }],
    'current-context': context,
  });
}
