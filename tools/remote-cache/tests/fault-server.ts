import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** How a broken cache answers. @param artifact what was stored last. */
export type Fault = (request: IncomingMessage, response: ServerResponse, artifact: Buffer) => void;

export interface FaultServer {
  readonly url: string;
  readonly gets: () => number;
  readonly puts: () => number;
  /** What was stored last. */
  artifact: Buffer;
  /** Answers as it is told from now on. */
  set(faults: { get?: Fault | undefined; put?: Fault | undefined }): void;
}

const status =
  (code: number): Fault =>
  (_, response) =>
    void response.writeHead(code, { 'Content-Type': 'text/plain' }).end(code === 204 ? undefined : 'because');
const stalled: Fault = () => undefined;
const reset: Fault = (request) => request.socket.destroy();
const whole =
  (change: (artifact: Buffer) => Buffer): Fault =>
  (_, response, artifact) => {
    const body = change(artifact);
    response.writeHead(200, { 'Content-Length': body.length }).end(body);
  };

/** Answers to GET that are no artifact and no clear miss. */
export const GET_FAULTS: Readonly<Record<string, Fault>> = {
  '204': status(204),
  '400': status(400),
  '401': status(401),
  '403': status(403),
  '429': status(429),
  '500': status(500),
  '503': status(503),
  reset,
  stalled,
  'stalled in the middle': (_, response, artifact) => {
    response.writeHead(200, { 'Content-Length': artifact.length }).write(artifact.subarray(0, 100));
  },
  'truncated in the middle': (_, response, artifact) => {
    response.writeHead(200, { 'Content-Length': artifact.length }).write(artifact.subarray(0, 100), () => response.destroy());
  },
  'truncated, with a length that fits': whole((artifact) => artifact.subarray(0, 100)),
  'one bit altered': whole((artifact) => {
    const altered = Buffer.from(artifact);
    const middle = Math.floor(altered.length / 2);
    altered[middle] = (altered[middle] ?? 0) ^ 1;
    return altered;
  }),
  empty: whole(() => Buffer.alloc(0)),
  garbage: whole(() => Buffer.from('garbage '.repeat(100))),
  'compressed garbage': whole(() => gzipSync('garbage '.repeat(100))),
  'compressed nothing': whole(() => gzipSync('')),
  'redirects in a circle': (request, response) => void response.writeHead(302, { Location: request.url }).end(),
};

/** Answers to PUT that are no success. */
export const PUT_FAULTS: Readonly<Record<string, Fault>> = {
  '201': status(201),
  '202': status(202),
  '204': status(204),
  '400': status(400),
  '401': status(401),
  '403': status(403),
  '409': status(409),
  '411': status(411),
  '413': status(413),
  '429': status(429),
  '500': status(500),
  '507': status(507),
  reset,
  stalled,
};

/** A cache that does as it is told, until the test is over: without a fault, it stores one artifact and misses all. */
export async function faultServer(): Promise<FaultServer> {
  let faults: { get?: Fault | undefined; put?: Fault | undefined } = {};
  let gets = 0;
  let puts = 0;
  const server = http.createServer(async (request, response) => {
    if (request.method === 'GET') {
      gets++;
      return (faults.get ?? status(404))(request, response, cache.artifact);
    }
    puts++;
    const body = await buffer(request).catch(() => undefined);
    if (body !== undefined && faults.put === undefined) cache.artifact = body;
    (faults.put ?? status(200))(request, response, cache.artifact);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const cache: FaultServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    gets: () => gets,
    puts: () => puts,
    artifact: Buffer.alloc(0),
    set: (told) => {
      faults = told;
      gets = puts = 0;
    },
  };
  return cache;
}
