import { expect, test } from 'vitest';
import { localClusterProgram, start, UNABLE } from '../../src/pipeline/local-cluster.ts';
import { fakeProcess } from '../fake-process.ts';

const UP = `./${localClusterProgram()} up`;

test.runIf(process.platform === 'linux')(
  'a machine that cannot run a cluster is asked once, and its reason is told on one line',
  async () => {
    const stderr = 'this machine cannot run a cluster\n  it takes root, this is user 1000\n  fix    run it as root\n';
    const process = fakeProcess(({ args }) => (args.includes('up') ? { exitCode: UNABLE, stderr } : undefined));
    expect(await start(process)).toBe('this machine cannot run a cluster; it takes root, this is user 1000; fix    run it as root');
    expect(process.typed.filter((typed) => typed === UP)).toHaveLength(1);
  },
);
