import { expect, test } from 'vitest';
import { DeliveryError } from '../src/errors.ts';
import { executor, type Job, runChecks, runSteps } from '../src/executor.ts';
import type { Command } from '../src/toolchain/command.ts';
import { quietConsole } from './console.ts';
import { contextOf } from './context.ts';
import { rejectionOf } from './failure.ts';
import { fakeProcess, noTools } from './fake-process.ts';

const command = (title: string, fix?: string): Command => ({
  title,
  origin: 'path',
  program: title,
  args: ['--all'],
  cwd: 'apps/x',
  ...(fix === undefined ? {} : { fix }),
});
const COMMANDS = ['a', 'b', 'c'].map((title) => command(title));

function jobIn(failing: readonly string[]) {
  quietConsole();
  const process = fakeProcess(({ title }) => (failing.includes(title) ? { exitCode: 2 } : undefined));
  const project = { name: 'x', root: 'apps/x' };
  const job: Job = { project, workspaceRoot: '/nowhere', process, bounded: noTools, context: contextOf('/nowhere', {}) };
  return { job, typed: process.typed };
}

test.each([
  [['a'], 'a'],
  [['a', 'c'], 'a, c'],
])('checks are all run, and those that failed are named: %j', async (failing, named) => {
  const { job, typed } = jobIn(failing);
  expect(await rejectionOf(runChecks(COMMANDS, job, 'repair it'))).toBe(
    `E_CHECK_FAILED: ${named} found problems in x\n  where  apps/x\n  fix    repair it`,
  );
  expect(typed).toEqual(['a --all', 'b --all', 'c --all']);
});

test('steps stop at the first that fails', async () => {
  const { job, typed } = jobIn(['b']);
  expect(await rejectionOf(runSteps(COMMANDS, job))).toBe(
    'E_COMMAND_FAILED: b failed with exit code 2\n  where  apps/x: b --all\n  fix    the output above names the cause',
  );
  expect(typed).toEqual(['a --all', 'b --all']);
});

test("a step's own remedy is shown", async () => {
  const { job } = jobIn(['a']);
  expect(await rejectionOf(runSteps([command('a', 'make lock')], job))).toContain('\n  fix    make lock');
});

test('checks and steps without a failure pass', async () => {
  const { job, typed } = jobIn([]);
  await runChecks(COMMANDS, job, '');
  await runSteps(COMMANDS, job);
  expect(typed).toHaveLength(6);
});

test('each command is shown before it is run', async () => {
  const { job } = jobIn([]);
  const lines = quietConsole();
  await runSteps(COMMANDS, job);
  expect(lines()).toEqual(['> a --all', '> b --all', '> c --all']);
});

test('an executor hands over the project that Nx names', async () => {
  const run = executor<{ option: number }>(async ({ option }, { project, workspaceRoot }) => {
    expect([option, project, workspaceRoot]).toEqual([1, { name: 'x', root: 'apps/x' }, '/workspace']);
  });
  expect(await run({ option: 1 }, contextOf('/workspace', { x: { root: 'apps/x' } }))).toEqual({ success: true });
});

test('a known failure is shown without a stack, a bug is thrown on', async () => {
  const lines = quietConsole();
  const known = executor(() => Promise.reject(new DeliveryError('E_REGISTRY', { what: 'no', fix: 'yes' })));
  expect(await known({}, contextOf('/workspace', {}))).toEqual({ success: false });
  expect(lines()).toEqual(['', 'E_REGISTRY: no', '  fix    yes']);
  const bug = executor(() => Promise.reject(new TypeError('bug')));
  await expect(bug({}, contextOf('/workspace', {}))).rejects.toThrow(TypeError);
});

test.each([
  ['ENOSPC', 'dist/a'],
  ['EDQUOT', undefined],
])('a full disk is a known failure: %s', async (code, file) => {
  const lines = quietConsole();
  const full = Object.assign(new Error(`${code}: no space left on device`), { code, ...(file === undefined ? {} : { path: file }) });
  expect(await executor(() => Promise.reject(full))({}, contextOf('/workspace', {}))).toEqual({ success: false });
  expect(lines()).toEqual([
    '',
    `E_DISK_FULL: ${code}: no space left on device`,
    ...(file === undefined ? [] : [`  where  ${file}`]),
    '  fix    make room, then run the same command again: npx nx reset empties the cache of Nx',
  ]);
});
