import { expect, test } from 'vitest';
import type { BadEnd, Requests, Round } from '../../src/deploy/measure.ts';
import { type Deploys, showDeploy } from '../../src/parts/deploy.ts';

function requests(sent: number, lost = 0): Requests {
  return { sent, lost, causes: Array.from({ length: lost }, () => 'socket hang up') };
}

function round(deploy: number, rollback: number, done: number, lost = 0, afterReady?: number): Round {
  return {
    deploy: { arrived: deploy, done, ...(afterReady === undefined ? {} : { afterReady }) },
    rollback: { arrived: rollback, done },
    lost: { kept: requests(100), fresh: requests(50, lost) },
  };
}

const gaveUp: BadEnd = { milliseconds: 45_100, failed: true, namesCause: false };
const named: BadEnd = { milliseconds: 8_040, failed: true, namesCause: true };

const deploys: Deploys = {
  control: [{ kept: requests(1_000), fresh: requests(500, 1) }],
  contestants: {
    kubectl: { rounds: [round(4_000, 2_000, 3_000, 2), round(5_000, 2_000, 6_000)], bad: { 'crash loop': gaveUp, 'never ready': gaveUp } },
    ours: {
      rounds: [round(4_000, 500, 5_000, 0, 900), round(6_000, 400, 7_000, 0, 1_100)],
      bad: { 'crash loop': named, 'never ready': { ...named, failed: false } },
    },
  },
};

test('ratios are made within a round, and losses are summed up', () => {
  expect(showDeploy(deploys).split('\n')).toEqual([
    '| image record to all new connections |           deploy |       by kubectl | of it after ready |          rollback |       by kubectl | said done too early by |',
    '| ----------------------------------- | ---------------: | ---------------: | ----------------: | ----------------: | ---------------: | ---------------------: |',
    '| kubectl                             | 4.5 s (4.0..5.0) |                  |                   |  2.0 s (2.0..2.0) |                  |         0 ms (0..1000) |',
    '| ours                                | 5.0 s (4.0..6.0) | 1.1 x (1.0..1.2) |  1.0 s (0.9..1.1) | 450 ms (400..500) | 0.2 x (0.2..0.3) |            0 ms (0..0) |',
    '',
    '| requests lost   | kept connections | new connections |',
    '| --------------- | ---------------: | --------------: |',
    '| nothing changes |        0 of 1000 |        1 of 500 |',
    '| kubectl         |         0 of 200 |        2 of 100 |',
    '| ours            |         0 of 200 |        0 of 100 |',
    '',
    '| a bad version is given up |            crash loop |           never ready | image that is gone |',
    '| ------------------------- | --------------------: | --------------------: | -----------------: |',
    '| kubectl                   | not in 45 s, no cause | not in 45 s, no cause |                    |',
    '| ours                      | 8.0 s, with its cause |        taken for good |                    |',
  ]);
});
