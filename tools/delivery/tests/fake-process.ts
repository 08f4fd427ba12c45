import type { BoundedRunner, Captured, ProcessRunner } from '../src/ports.ts';
import { type Command, formatCommand } from '../src/toolchain/command.ts';

export interface FakeProcess extends ProcessRunner {
  /** What was run, as it would be typed. */
  readonly typed: string[];
}

/** Runs nothing: each command ends as `answer` says, by default well and without a word. */
export function fakeProcess(answer: (command: Command) => Partial<Captured> | undefined = () => undefined): FakeProcess {
  const typed: string[] = [];
  async function run(command: Command): Promise<Captured> {
    typed.push(formatCommand(command));
    return { exitCode: 0, durationMs: 1, stdout: '', stderr: '', ...answer(command) };
  }
  return { typed, stream: run, relay: run, capture: run };
}

/** For work that asks no tool. */
export const noTools: BoundedRunner = { ask: () => Promise.reject(new Error('no tool should be asked')) };
