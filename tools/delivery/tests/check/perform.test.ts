import type { Run } from 'sarif';
import { expect, test } from 'vitest';
import { boundedRunner } from '../../src/adapters/bounded.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { perform } from '../../src/check/perform.ts';
import type { Check } from '../../src/toolchain/check.ts';
import { quietConsole } from '../console.ts';
import { folderWith } from '../folder.ts';
import { onlyPrograms } from '../programs.ts';

const LIMITS = { seconds: 60, bytes: 1024 * 1024 };
const SARIF = '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Tool"}},"results":[]}]}';

/** What becomes of the answer of a tool whose script this is. */
async function performed(script: string, more: Partial<Check> = {}, limits = LIMITS): Promise<Run> {
  quietConsole();
  onlyPrograms({ tool: script, sleep: 'exec /bin/sleep "$@"' });
  const workspaceRoot = folderWith();
  const check: Check = {
    tool: 'tool',
    command: { title: 'tool', origin: 'path', program: 'tool', args: [], cwd: '.' },
    format: 'sarif',
    answers: [0, 1],
    blocks: 'HIGH',
    about: 'go.mod',
    ...more,
  };
  const runner = boundedRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
  return perform(check, runner, { workspaceRoot, project: 'x', verb: 'scan', limits });
}

const AGAIN = 'run it by itself to see more: npx nx run x:scan --skip-nx-cache';

test.each<[name: string, script: string, reason: string]>([
  ['crashes', 'echo "panic: nil map\n\ngoroutine 1" >&2; exit 2', 'tool failed with exit code 2: panic: nil map'],
  ['fails without a word', 'exit 3', 'tool failed with exit code 3'],
  ['is killed', 'kill -KILL $$', 'tool was ended by SIGKILL'],
  ['prints nothing', 'exit 0', 'tool printed what cannot be read: it is no JSON'],
  ['prints garbage', 'echo "password=hunter2"', 'tool printed what cannot be read: it is no JSON'],
  ['prints half', 'echo \'{"version":"2.1.0","runs":[\'', 'tool printed what cannot be read: it is no JSON'],
  ['prints bytes', "printf '\\377\\376\\000'", 'tool printed what cannot be read: it is no JSON'],
  ['prints JSON of another kind', 'echo "{}"', 'tool printed what cannot be read: is no SARIF 2.1.0 but JSON without a version'],
  ['prints an older SARIF', `echo '{"version":"2.0.0"}'`, 'tool printed what cannot be read: is no SARIF 2.1.0 but 2.0.0'],
  ['prints SARIF without runs', `echo '{"version":"2.1.0"}'`, 'tool printed what cannot be read: has no runs'],
  [
    'prints a run without a tool',
    `echo '{"version":"2.1.0","runs":[{}]}'`,
    'tool printed what cannot be read: has a run of an unnamed tool',
  ],
  ['prints too much', 'while :; do echo 0123456789; done', 'tool was ended because it printed more than the 1 MB that are read'],
])('a tool that %s has failed', async (_name, script, reason) => {
  const run = await performed(script);
  expect(run.properties).toMatchObject({ project: 'x', verb: 'scan', state: 'failed', reason, remedy: AGAIN });
  expect(run.invocations).toEqual([
    { executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', message: { text: reason } }] },
  ]);
  expect(run.results).toEqual([]);
});

test.each<[says: string, origin: 'path' | 'go-tool', remedy: string]>([
  ['unknown flag: --path-mode', 'path', 'its version may not know this, see which it is: tool --version'],
  [
    'can not load config: unsupported version of the configuration',
    'go-tool',
    'its version may not know this, see which it is: tool --version; pin one that does: go get -tool, in a Go module that holds nothing else',
  ],
  ['no space left on device', 'path', AGAIN],
])('of a tool that says %s, the version is doubted where that is likely', async (says, origin, remedy) => {
  const command = { title: 'tool', origin, program: 'tool', args: [], cwd: '.' } as const;
  const run = await performed(`echo usage >&2; echo "Error: ${says}" >&2; exit 3`, { command });
  expect(run.properties).toMatchObject({ state: 'failed', reason: `tool failed with exit code 3: Error: ${says}`, remedy });
});

test('a tool that hangs has failed', async () => {
  const run = await performed('sleep 1000', {}, { ...LIMITS, seconds: 1 });
  expect(run.properties).toMatchObject({ state: 'failed', reason: 'tool was ended after 1 s without an answer' });
});

test('a tool that is missing has failed', async () => {
  const run = await performed('', { command: { title: 'no', origin: 'path', program: 'no-such-tool', args: [], cwd: '.' } });
  expect(run.properties).toMatchObject({
    state: 'failed',
    reason: "'no-such-tool' was not found",
    remedy: "install 'no-such-tool' or run: make setup",
  });
});

test.each([0, 1])('a tool that answers with exit code %i has done its work', async (code) => {
  const database = { name: 'OSV', date: '2026-11-24T00:00:00.000Z' };
  const run = await performed(`echo '${SARIF}'; exit ${code}`, { database });
  expect(run.properties).toEqual({ project: 'x', verb: 'scan', state: 'ran', database, seconds: expect.any(Number) });
});

test.each([
  [false, { state: 'ran' }],
  [true, { state: 'failed', reason: 'tool has not looked at everything: ERR fatal: bad revision' }],
])('an error after which a tool ends well, where that means a failure: %j', async (speaksOnlyOfErrors, facts) => {
  const run = await performed(`echo 'ERR fatal: bad revision' >&2; echo '${SARIF}'`, speaksOnlyOfErrors ? { speaksOnlyOfErrors } : {});
  expect(run.properties).toMatchObject(facts);
});
