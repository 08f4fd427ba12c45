import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { boundedRunner } from '../../src/adapters/bounded.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import type { Command } from '../../src/toolchain/command.ts';
import { rejectionOf } from '../failure.ts';
import { folderWith } from '../folder.ts';

const LIMITS = { seconds: 60, bytes: 1024 };

function ask(script: string, limits = LIMITS, root = folderWith()) {
  const command: Command = { title: 'sh', origin: 'path', program: 'sh', args: ['-c', script], cwd: '.', env: { OWN: 'value' } };
  return boundedRunner(root, workspaceTools(root, [])).ask(command, limits);
}

test('collects output and exit code', async () => {
  expect(await ask('echo "$OWN"; echo err >&2; exit 3')).toEqual({
    exitCode: 3,
    stdout: 'value\n',
    stderr: 'err\n',
    durationMs: expect.any(Number),
  });
});

test('a program that is ended by a signal has no exit code', async () => {
  expect(await ask('kill -SEGV $$')).toMatchObject({ signal: 'SIGSEGV' });
});

test('a program that prints too much is ended', async () => {
  const { exceeded, stdout } = await ask('while :; do echo 0123456789abcdef; done');
  expect([exceeded, stdout.length]).toEqual(['bytes', 1024]);
});

test('a program that hangs is ended, and so is what it has started', async () => {
  const root = folderWith();
  const { exceeded } = await ask('sleep 1000 & echo $! >child; wait', { ...LIMITS, seconds: 1 }, root);
  expect(exceeded).toBe('seconds');
  const child = Number(readFileSync(path.join(root, 'child'), 'utf8'));
  await expect.poll(() => isRunning(child)).toBe(false);
});

test('what a program leaves behind when it ends is ended', async () => {
  const root = folderWith();
  await ask('sleep 1000 >/dev/null 2>&1 & echo $! >child', LIMITS, root);
  const child = Number(readFileSync(path.join(root, 'child'), 'utf8'));
  await expect.poll(() => isRunning(child)).toBe(false);
});

test('names a program that is missing', async () => {
  const root = folderWith();
  const command: Command = { title: 'x', origin: 'path', program: 'no-such-program', args: [], cwd: '.' };
  expect(await rejectionOf(boundedRunner(root, workspaceTools(root, [])).ask(command, LIMITS))).toBe(
    "E_TOOL_MISSING: 'no-such-program' was not found\n  where  no-such-program\n  fix    install 'no-such-program' or run: make setup",
  );
});

/** A process that ended and that nobody has waited for yet has no command line. */
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}
