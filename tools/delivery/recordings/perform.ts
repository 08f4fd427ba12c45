import { performance } from 'node:perf_hooks';
import type { Result } from '../e2e/workspace.ts';
import type { Recorded, Step } from './step.ts';

/** Where a story takes place: a shell in a clone. */
export interface Stage {
  run(program: string, ...args: string[]): Promise<Result>;
}

/** As in a terminal. */
export function typed({ commands }: Step): string {
  return commands.map((command) => `$ ${command}`).join('\n');
}

/** Carries the steps out, one after the other. @throws with all that it printed when one of them ends otherwise than it says. */
export async function perform(steps: readonly Step[], stage: Stage, tell: (line: string) => void = () => undefined): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  for (const step of steps) {
    tell(typed(step));
    const started = performance.now();
    const { exitCode, output } = await stage.run('sh', '-e', '-c', step.commands.join('\n'));
    const milliseconds = performance.now() - started;
    if (exitCode !== (step.exitCode ?? 0)) throw new Error(`${typed(step)}: exit code ${exitCode}\n${output}`);
    const shown = (step.shown ?? ((all) => all))(output);
    recorded.push({
      ...step,
      output: shown
        .replace(/[ \t]+$/gm, '')
        .replace(/^\n+/, '')
        .trimEnd(),
      milliseconds,
    });
  }
  return recorded;
}
