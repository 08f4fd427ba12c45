import { expect, test } from 'vitest';
import { type Load, showServices, summarizeLoad } from '../../src/parts/services.ts';

const load: Load = {
  requests: 10_000,
  connections: 8,
  jobs: 200,
  api: {
    hello: { per_second: [50_000, 60_000, 40_000], p99: [0.5, 0.6, 0.4] },
    'business-number': { per_second: [10_000, 10_000, 10_000], p99: [1, 1, 1] },
    company: { per_second: [5_000, 5_000, 2_000], p99: [2, 2.25, 9] },
  },
  filings_per_second: [400, 300, 350],
  memory: { worker: 20 * 2 ** 20, 'api-server': 30.4 * 2 ** 20 },
};

test('requests are compared with the bare server of the same round', () => {
  expect(summarizeLoad(load).api.company.helloByThis).toMatchObject({ median: 12, min: 10, max: 20 });
});

test('a table for each: requests, jobs, memory', () => {
  expect(showServices(summarizeLoad(load)).split('\n')).toEqual([
    '| api-server: 10000 requests on 8 connections       |           requests/s |       hello by this |               p99 |',
    '| ------------------------------------------------- | -------------------: | ------------------: | ----------------: |',
    '| bare net/http hello                               | 50000 (40000..60000) |                     | 0.5 ms (0.4..0.6) |',
    '| GET business-numbers/{number}: rate limit (Redis) | 10000 (10000..10000) |    5.0 x (4.0..6.0) | 1.0 ms (1.0..1.0) |',
    '| GET companies/{id}: the same and PostgreSQL       |    5000 (2000..5000) | 12.0 x (10.0..20.0) | 2.3 ms (2.0..9.0) |',
    '',
    '| worker                          |         jobs/s |',
    '| ------------------------------- | -------------: |',
    '| 200 insurance filings that wait | 350 (300..400) |',
    '',
    '| memory after that | resident |',
    '| ----------------- | -------: |',
    '| api-server        |   30 MiB |',
    '| worker            |   20 MiB |',
  ]);
});
