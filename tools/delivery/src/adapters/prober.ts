import http from 'node:http';
import https from 'node:https';
import type { Prober } from '../ports.ts';

const TIMEOUT_MS = 3_000;

/** Each request has a connection of its own: a kept one stays with the pod that it reached. */
export const prober: Prober = {
  get(url) {
    return new Promise((resolve) => {
      const client = url.startsWith('https:') ? https : http;
      const request = client.get(url, { agent: false, timeout: TIMEOUT_MS }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
        response.on('error', () => resolve(undefined));
      });
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(undefined));
    });
  },
};
