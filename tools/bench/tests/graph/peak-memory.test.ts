import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { watchMemory } from '../../src/graph/peak-memory.ts';

/** Starts a process that holds as much, says so, and ends when it is told to. */
const CHILD = `const held = Buffer.alloc(200 * 2 ** 20, 1); console.log(held.length); process.stdin.once('data', () => process.exit())`;
const PARENT = `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(CHILD)}], { stdio: 'inherit' });
child.once('exit', () => process.exit())`;

it('adds up what a process and its children hold at most', async () => {
  const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(parent.stdout, 'data');
  const stop = watchMemory(parent.pid as number);
  const peak = stop();
  parent.stdin.write('end\n');
  await once(parent, 'exit');
  if (existsSync('/proc')) expect(peak).toBeGreaterThan(200 * 2 ** 20);
  else expect(peak).toBeUndefined();
});

it('says nothing of a process that is gone', async () => {
  const gone = spawn('true');
  await once(gone, 'exit');
  expect(watchMemory(gone.pid as number)()).toBeUndefined();
});
