import type { ProcessRunner } from '../ports.ts';
import { announce, type Command, formatCommand } from '../toolchain/command.ts';
import type { Afterwards } from './generator.ts';

const UV_SYNC: Command = {
  title: 'uv sync',
  origin: 'python',
  program: 'uv',
  args: ['sync', '--frozen', '--all-packages', '--quiet'],
  cwd: '.',
};
const NX_SYNC: Command = { title: 'nx sync', origin: 'node', program: 'nx', args: ['sync'], cwd: '.', env: { NX_DAEMON: 'false' } };

/** What follows once the files are there: what is written from the graph, and the Python environment. */
export function afterwards(runner: ProcessRunner, { python, next }: { python: boolean; next: readonly string[] }): Afterwards {
  return async () => {
    for (const command of python ? [UV_SYNC, NX_SYNC] : [NX_SYNC]) {
      announce(command);
      const { exitCode, stdout, stderr } = await runner.capture(command);
      if (exitCode !== 0) console.error(`${stdout}${stderr}\n  fix    the files are written; run: ${formatCommand(command)}`);
    }
    console.log(['', 'next:', ...next.map((line) => `  ${line}`), ''].join('\n'));
  };
}
