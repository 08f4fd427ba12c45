import http from 'node:http';

/** Steady requests while something happens. Bounded: a few connections, each with one request at a time. */
export interface Load {
  /** How many requests were answered, or failed, since `take`. */
  sent(): number;
  /** @returns what happened since the last time that was asked for; it goes on. */
  take(): LoadResult;
  /** Ends it. @returns what happened since the last time that was asked for. */
  stop(): Promise<LoadResult>;
}

export interface LoadResult {
  readonly kept: Count;
  readonly fresh: Count;
  /** Versions that answered, in the order in which they first did. */
  readonly versions: readonly string[];
}

export interface Count {
  readonly sent: number;
  /** What was not answered with 200, by cause. */
  readonly failures: readonly string[];
}

const KEPT_CONNECTIONS = 4;
const FRESH_CONNECTIONS = 6;
const PAUSE_MS = 40;
/**
 * An address of its own on loopback. A deploy asks a new Service until it answers; what was refused meanwhile stays in the node's
 * connection tracking for two minutes, as a connection that needs no translation, and whoever has the same address and port in that
 * time is refused as well.
 */
const CLIENT = '127.0.0.2';

/** Sends requests on connections that are kept, and on new ones. None is repeated. */
export function startLoad(url: string): Load {
  let stopped = false;
  const nothing = () => ({
    kept: { sent: 0, failures: [] as string[] },
    fresh: { sent: 0, failures: [] as string[] },
    seen: new Set<string>(),
  });
  let counts = nothing();

  function take(): LoadResult {
    const { seen, ...taken } = counts;
    counts = nothing();
    return { ...taken, versions: [...seen] };
  }

  async function client(kind: 'kept' | 'fresh', agent: http.Agent | false): Promise<void> {
    while (!stopped) {
      const { failure, version } = await request(url, agent);
      counts[kind].sent++;
      if (failure !== undefined) counts[kind].failures.push(failure);
      if (version !== undefined) counts.seen.add(version);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  const agents = Array.from({ length: KEPT_CONNECTIONS }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
  const clients = [
    ...agents.map((agent) => client('kept', agent)),
    ...Array.from({ length: FRESH_CONNECTIONS }, () => client('fresh', false)),
  ];
  return {
    sent: () => counts.kept.sent + counts.fresh.sent,
    take,
    async stop() {
      stopped = true;
      await Promise.all(clients);
      for (const agent of agents) agent.destroy();
      return take();
    },
  };
}

function request(url: string, agent: http.Agent | false): Promise<{ failure?: string; version?: string }> {
  return new Promise((resolve) => {
    const sent = http.get(url, { agent, localAddress: CLIENT, timeout: 10_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => resolve({ failure: error.message }));
      response.on('end', () => {
        if (response.statusCode !== 200) resolve({ failure: `status ${response.statusCode}` });
        else resolve(JSON.parse(Buffer.concat(chunks).toString()) as { version: string });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer within 10 s')));
    sent.on('error', (error) => resolve({ failure: error.message }));
  });
}
