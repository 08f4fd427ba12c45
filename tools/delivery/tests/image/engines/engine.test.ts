import { expect, test } from 'vitest';
import { isLoopback, lastLine, must } from '../../../src/image/engines/engine.ts';
import type { Command } from '../../../src/toolchain/command.ts';
import { rejectionOf } from '../../failure.ts';
import { fakeProcess } from '../../fake-process.ts';

test.each([
  ['localhost/a', true],
  ['localhost:5000/a:1', true],
  ['127.0.0.1:5000/a', true],
  ['127.1.2.3/a', true],
  ['[::1]:5000/a', true],
  ['localhost.example.com/a', false],
  ['localhost', false],
  ['127.example.com/a', false],
  ['ghcr.io/localhost/a', false],
  ['docker.io/library/debian', false],
  ['10.0.0.1:5000/a', false],
])('%s is on this machine: %s', (ref, is) => {
  expect(isLoopback(ref)).toBe(is);
});

test.each([
  ['a\nb\n', 'b'],
  ['a', 'a'],
  ['', ''],
  ['\n\n', ''],
])('the last line of %j is %j', (text, line) => {
  expect(lastLine(text)).toBe(line);
});

const TAG: Command = { title: 'docker tag', origin: 'path', program: 'docker', args: ['tag', 'a', 'b'], cwd: '.' };

test('must returns what the command says', async () => {
  const process = fakeProcess(() => ({ stdout: 'id' }));
  expect(await must(process, TAG)).toBe('id');
});

test.each([
  [{}, 'run the command above by itself to see its whole output'],
  [{ fix: 'start it' }, 'start it'],
])("must fails with the engine's own words, %j", async (own, fix) => {
  const process = fakeProcess(() => ({ exitCode: 1, stderr: 'warning\nno such image: a\n' }));
  expect(await rejectionOf(must(process, { ...TAG, ...own }))).toBe(
    `E_COMMAND_FAILED: docker tag failed: no such image: a\n  where  docker tag a b\n  fix    ${fix}`,
  );
});
