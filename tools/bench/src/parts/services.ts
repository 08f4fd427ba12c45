import path from 'node:path';
import type { Stopwatch } from '../command.ts';
import { paired, type Summary, summarize } from '../statistics.ts';
import { formatRatio, formatTable } from '../table.ts';

/** What `apps/integration/load` prints: of each series, a value for each round. */
export interface Load {
  /** Requests and connections of one measurement of the API, jobs of one of the worker. */
  readonly requests: number;
  readonly connections: number;
  readonly jobs: number;
  readonly api: Readonly<Record<Asked, { readonly per_second: readonly number[] /** Milliseconds. */; readonly p99: readonly number[] }>>;
  readonly filings_per_second: readonly number[];
  /** Bytes after the load: of each service, and of the browser of tax-scraper. */
  readonly memory: Readonly<Record<string, number>>;
}

type Asked = 'hello' | 'business-number' | 'company';

export interface Services {
  readonly load: Pick<Load, 'requests' | 'connections' | 'jobs'>;
  readonly api: Readonly<Record<Asked, Answered>>;
  readonly filingsPerSecond: Summary;
  /** Bytes. */
  readonly memory: Load['memory'];
}

interface Answered {
  readonly perSecond: Summary;
  /** Milliseconds. */
  readonly p99: Summary;
  /** The bare server's requests per second by these, round by round. */
  readonly helloByThis: Summary;
}

const PROGRAM = 'dist/bench/load';

/** Builds what is checked out and runs it here, on loopback, with servers of its own. */
export async function measureServices(root: string, rounds: number, stopwatch: Stopwatch, log: (line: string) => void): Promise<Services> {
  log('services: building and starting everything');
  const projects = '--projects=api-server,worker,tax-scraper,insurance-edi,nats-server,fortio';
  await stopwatch.output({ program: 'nx', args: ['run-many', '--targets=build', projects], cwd: root });
  const integration = path.join(root, 'apps/integration');
  await stopwatch.output({
    program: 'go',
    args: ['build', `-o=${path.join(root, PROGRAM)}`, './load'],
    cwd: integration,
    env: { GOWORK: 'off' },
  });
  return summarizeLoad(JSON.parse(await stopwatch.output({ program: path.join(root, PROGRAM), args: [`${rounds}`], cwd: integration })));
}

export function summarizeLoad({ api, filings_per_second, memory, requests, connections, jobs }: Load): Services {
  const answered = (asked: Asked): Answered => ({
    perSecond: summarize(api[asked].per_second),
    p99: summarize(api[asked].p99),
    helloByThis: paired(api.hello.per_second, api[asked].per_second, (hello, own) => hello / own),
  });
  return {
    load: { requests, connections, jobs },
    api: { hello: answered('hello'), 'business-number': answered('business-number'), company: answered('company') },
    filingsPerSecond: summarize(filings_per_second),
    memory,
  };
}

const TITLES: Readonly<Record<Asked, string>> = {
  hello: 'bare net/http hello',
  'business-number': 'GET business-numbers/{number}: rate limit (Redis)',
  company: 'GET companies/{id}: the same and PostgreSQL',
};

export function showServices({ load, api, filingsPerSecond, memory }: Services): string {
  const answers = (['hello', 'business-number', 'company'] as const).map((asked) => {
    const { perSecond, p99, helloByThis } = api[asked];
    return [TITLES[asked], formatCount(perSecond), asked === 'hello' ? '' : formatRatio(helloByThis), formatMilliseconds(p99)];
  });
  const held = Object.entries(memory)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, bytes]) => [name, `${(bytes / 2 ** 20).toFixed(0)} MiB`]);
  return [
    formatTable(
      [`api-server: ${load.requests} requests on ${load.connections} connections`, 'requests/s', 'hello by this', 'p99'],
      answers,
    ),
    formatTable(['worker', 'jobs/s'], [[`${load.jobs} insurance filings that wait`, formatCount(filingsPerSecond)]]),
    formatTable(['memory after that', 'resident'], held),
  ].join('\n\n');
}

function formatCount({ median, min, max }: Summary): string {
  return `${median.toFixed(0)} (${min.toFixed(0)}..${max.toFixed(0)})`;
}

function formatMilliseconds({ median, min, max }: Summary): string {
  return `${median.toFixed(1)} ms (${min.toFixed(1)}..${max.toFixed(1)})`;
}
