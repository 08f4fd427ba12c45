import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import type { Command } from '../toolchain/command.ts';
import { announce, formatCommand } from '../toolchain/command.ts';

/** What follows once the files are there: what is written from the graph, and the Python environment. */
export function afterwards(workspaceRoot: string, { python, next }: { python: boolean; next: readonly string[] }): () => Promise<void> {
  return async () => {
    const runner = processRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
    const commands: Command[] = [
      ...(python
        ? [
            {
              title: 'uv sync',
              origin: 'python' as const,
              program: 'uv',
              args: ['sync', '--frozen', '--all-packages', '--quiet'],
              cwd: '.',
            },
          ]
        : []),
      { title: 'nx sync', origin: 'node', program: 'nx', args: ['sync'], cwd: '.', env: { NX_DAEMON: 'false' } },
    ];
    for (const command of commands) {
      announce(command);
      const { exitCode, stdout, stderr } = await runner.capture(command);
      if (exitCode !== 0) console.error(`${stdout}${stderr}\n  fix    the files are written; run: ${formatCommand(command)}`);
    }
    console.log(['', 'next:', ...next.map((line) => `  ${line}`), ''].join('\n'));
  };
}
