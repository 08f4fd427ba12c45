import { expect, test } from 'vitest';
import { showWorkflows } from '../../src/parts/workflows.ts';

test('ratios are made within a round; each way has its jobs below it', () => {
  const table = showWorkflows({
    whole: { ours: [10_000, 20_000, 30_000], seed: [40_000, 60_000, 90_000] },
    jobs: { ours: { plan: [4_000, 5_000, 6_000] }, seed: { 'go-checks': [30_000, 30_000, 31_000] } },
    ran: ['api-server:lint', 'api-server:test'],
  });
  expect(table.split('\n')).toEqual([
    '| a request of one line in api-server |   median (min..max) |          by ours |',
    '| ----------------------------------- | ------------------: | ---------------: |',
    '| ours: what is affected              | 20.0 s (10.0..30.0) |                  |',
    '|   plan                              |    5.0 s (4.0..6.0) |                  |',
    '| seed: every job                     | 60.0 s (40.0..90.0) | 3.0 x (3.0..4.0) |',
    '|   go-checks                         | 30.0 s (30.0..31.0) |                  |',
    '',
    'ours ran: api-server:lint, api-server:test',
  ]);
});
