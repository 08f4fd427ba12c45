import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectSuccess } from './failure.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
});
afterAll(() => remove());

/** Every escape sequence of a terminal: colours, movements of the cursor, modes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/g;
const ENTER = '\\r';

/** What make shows in a terminal of 80 columns to somebody who types these keys once it has asked. */
async function typed(keys: string): Promise<string> {
  const program = `
import os, pty, re, sys
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(TERM='xterm', COLUMNS='80', LINES='24')
    os.execvp('make', ['make'])
import fcntl, struct, termios
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
shown, keys = b'', ${JSON.stringify(keys)}.encode().decode('unicode_escape')
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    shown += part
    if keys and b'What shall be done' in shown and b'pipeline' in shown:
        os.write(terminal, keys[0].encode()); keys = keys[1:]
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
  const { output } = await workspace.run('python3', '-c', program);
  return output.replaceAll(ESCAPES, '');
}

it('in a terminal make lets one choose, and runs what was chosen', async () => {
  const shown = await typed(`clean${ENTER}`);
  expect(shown).toContain('What shall be done? Type to search');
  expect(shown).toMatch(/> make clean\r?\n/);
  expect(shown).toContain('rm -rf dist');
});

it('Ctrl-C chooses nothing', async () => {
  const shown = await typed('\\x03');
  expect(shown).not.toContain('> make');
  expect(shown).not.toMatch(/^\s+at .+:\d+:\d+/m);
});

it('without a terminal it lists the targets in 80 columns, without colour', async () => {
  const bare = await workspace.run('make');
  expectSuccess(bare);
  expect(bare.output).toContain('The two commands\n  pipeline ');
  expect(bare.output).not.toMatch(ESCAPES);
  expect(Math.max(...bare.output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect((await workspace.run('make', 'help')).output).toBe(bare.output);
});

it('make doctor says what is there, in 80 columns', async () => {
  const { output } = await workspace.run('make', 'doctor');
  expect(output).toMatch(/^Tools\n {2}git +ok +2\./m);
  expect(output).not.toMatch(ESCAPES);
  expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
