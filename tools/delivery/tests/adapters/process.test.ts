import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processRunner } from '../../src/adapters/process.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import type { Command } from '../../src/toolchain/command.ts';
import { rejectionOf } from '../failure.ts';
import { folderWith } from '../folder.ts';

function command(program: string, args: string[] = [], facts: Partial<Command> = {}): Command {
  return { title: program, origin: 'path', program, args, cwd: '.', ...facts };
}

const sh = (script: string, ...args: string[]) => command('sh', ['-c', script, 'sh', ...args]);
const capture = (one: Command, root = folderWith()) => processRunner(root, workspaceTools(root, [])).capture(one);

test('collects output and exit code; a failure is a result', async () => {
  const result = await capture(sh('echo out; echo err >&2; exit 3'));
  expect(result).toEqual({ exitCode: 3, stdout: 'out', stderr: 'err', durationMs: expect.any(Number) });
});

test('relays: standard error is collected, standard output is the terminal', async () => {
  const root = folderWith();
  const result = await processRunner(root, workspaceTools(root, [])).relay(sh('echo "shown and collected" >&2; exit 3'));
  expect(result).toEqual({ exitCode: 3, stdout: '', stderr: 'shown and collected', durationMs: expect.any(Number) });
});

test('hands over arguments as they are, without a shell', async () => {
  const args = ['', 'two words', '$HOME', "it's", '*', ';'];
  expect((await capture(sh('printf "%s|" "$@"', ...args))).stdout).toBe(`${args.join('|')}|`);
});

test('runs in the folder of the command, with its variables on top of the environment', async () => {
  const root = realpathSync(folderWith());
  mkdirSync(path.join(root, 'apps/x'), { recursive: true });
  const script = sh('pwd; echo "$OWN"; test -n "$PATH"');
  const { exitCode, stdout } = await capture({ ...script, cwd: 'apps/x', env: { OWN: 'value' } }, root);
  expect([exitCode, stdout]).toEqual([0, `${root}/apps/x\nvalue`]);
});

test('asks nothing: standard input is empty', async () => {
  expect((await capture(sh('cat; echo end'))).stdout).toBe('end');
});

test('names a program that is missing', async () => {
  expect(await rejectionOf(capture(command('no-such-program', ['--all'])))).toBe(
    "E_TOOL_MISSING: 'no-such-program' was not found\n  where  no-such-program --all\n  fix    install 'no-such-program' or run: make setup",
  );
});

test('names a program that may not be executed', async () => {
  const root = folderWith();
  writeFileSync(path.join(root, 'program'), '', { mode: 0o644 });
  expect(await rejectionOf(capture(command(path.join(root, 'program')), root))).toContain("/program' may not be executed\n");
});

test('a folder that is not there is a bug, not a missing program', async () => {
  await expect(capture({ ...sh('true'), cwd: 'nowhere' })).rejects.toMatchObject({
    name: 'ExecaError',
    message: expect.stringContaining('The "cwd" option is invalid'),
  });
});

test.each([
  ['SIGKILL', 137, ' (often: out of memory)'],
  ['SIGTERM', 143, ''],
])('names the signal that ended a command: %s', async (signal, code, often) => {
  const message = await rejectionOf(capture({ ...sh(`kill -${signal.slice(3)} $$`), title: 'build' }));
  expect(message.split('\n')).toEqual([
    `E_INTERRUPTED: build was ended by ${signal} (${code})${often}`,
    `  where  sh -c 'kill -${signal.slice(3)} $$' sh`,
    '  fix    run the same command again; nothing half-written was kept',
  ]);
});

test.each(['SIGINT', 'SIGTERM'] as const)('on %s the command is ended first, then whoever started it goes on', async (signal) => {
  const root = folderWith();
  const main = path.join(root, 'main.ts');
  const source = (file: string) => JSON.stringify(path.resolve(import.meta.dirname, '../../src', file));
  // The command says when it runs and that it was ended; main says what it learned.
  const script = "trap 'echo ended; exit' TERM; echo running; while :; do read -r line; done";
  writeFileSync(
    main,
    `import { processRunner } from ${source('adapters/process.ts')};
     import { workspaceTools } from ${source('adapters/tools.ts')};
     const runner = processRunner(${JSON.stringify(root)}, workspaceTools(${JSON.stringify(root)}, []));
     await runner.stream(${JSON.stringify({ ...sh(script), title: 'build' })}).catch((error) => console.log(error.message));`,
  );
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') child.kill(signal);
    output += text;
  });
  expect(await closed).toEqual([0, null]);
  expect(output).toBe(`running\nended\nbuild was ended by ${signal} (${signal === 'SIGINT' ? 130 : 143})\n`);
});
