import http from 'node:http';

/** One kind of request, sent often. */
export interface Load {
  readonly method: 'GET' | 'PUT';
  /** Bytes of each artifact. */
  readonly size: number;
  /** Requests that are under way at any time, each on a connection of its own. */
  readonly connections: number;
  readonly requests: number;
}

export interface Measured {
  readonly perSecond: number;
  readonly bytesPerSecond: number;
  /** Milliseconds that 99 of 100 requests took at most. */
  readonly p99: number;
}

/** @param urlOf the n-th request. @throws Error at the first answer that is no success: a failure is no measurement. */
export async function hammer(
  { method, size, connections, requests }: Load,
  urlOf: (n: number) => string,
  headers: Readonly<Record<string, string>>,
): Promise<Measured> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const body = method === 'PUT' ? Buffer.alloc(size, 'artifact') : undefined;
  const took: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < requests) {
      const url = urlOf(next++);
      const started = performance.now();
      await ask(url, { method, agent, headers: { ...headers, ...(body && { 'content-length': size }) } }, body, size);
      took.push(performance.now() - started);
    }
  };
  const started = performance.now();
  try {
    await Promise.all(Array.from({ length: connections }, worker));
  } finally {
    agent.destroy();
  }
  const seconds = (performance.now() - started) / 1000;
  took.sort((a, b) => a - b);
  const p99 = took[Math.ceil(took.length * 0.99) - 1] ?? 0;
  return { perSecond: requests / seconds, bytesPerSecond: (requests * size) / seconds, p99 };
}

function ask(url: string, options: http.RequestOptions, body: Buffer | undefined, size: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, options, (answer) => {
      let received = 0;
      answer.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
      answer.on('error', reject).once('end', () => {
        const whole = body !== undefined || received === size;
        if (answer.statusCode === 200 && whole) resolve();
        else reject(new Error(`${options.method} ${url} was answered with ${answer.statusCode} and ${received} bytes`));
      });
    });
    // A connection that is reset while it is written to has two.
    request
      .on('error', (error) => reject(new Error(`${options.method} ${url}: ${error.message || error.name}`, { cause: error })))
      .end(body);
  });
}
