import http from 'node:http';
import type { AddressInfo } from 'node:net';

// What Node and the loopback interface can do: GET /<name>/<bytes> is answered from memory, PUT is read and forgotten.

const bodies = new Map<number, Buffer>();

const server = http.createServer((request, response) => {
  if (request.method === 'PUT') {
    request.resume().once('end', () => response.end());
    return;
  }
  const size = Number(request.url?.split('/').at(-1));
  const body = bodies.get(size) ?? Buffer.alloc(size, 'artifact');
  bodies.set(size, body);
  response.writeHead(200, { 'Content-Length': size }).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })));
