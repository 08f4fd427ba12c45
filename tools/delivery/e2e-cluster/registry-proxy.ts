import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between the node and a registry. Whoever asks before a deploy is always answered; the node is answered as it is told. */
export interface RegistryProxy {
  /** `host:port`, for names of images. */
  readonly address: string;
  answer: 'pass' | 'missing' | 'none';
  /** What the node asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function openRegistryProxy(registry: string): Promise<RegistryProxy> {
  const server = http.createServer((request, response) => {
    const isNode = request.headers['user-agent']?.startsWith('containerd') === true;
    if (isNode) proxy.asked.push(request.url ?? '');
    if (isNode && proxy.answer === 'none') {
      request.socket.destroy();
      return;
    }
    if (isNode && proxy.answer === 'missing') {
      response.writeHead(404, { 'Content-Type': 'application/json' });
      response.end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
      return;
    }
    const forwarded = http.request(`http://${registry}${request.url}`, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => request.socket.destroy());
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: RegistryProxy = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: 'pass',
    asked: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
