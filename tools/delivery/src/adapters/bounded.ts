import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import type { Answer, BoundedRunner, ToolLocator } from '../ports.ts';
import { endedBy, GRACE_MS, interrupted, listen, unusable } from './process.ts';

/**
 * Runs programs that may hang, or print without end, below `workspaceRoot`. Each leads a process group of its own, which ends
 * with it: what a tool has started must not go on when its time is over.
 */
export function boundedRunner(workspaceRoot: string, tools: ToolLocator): BoundedRunner {
  listen();
  return {
    async ask(command, { seconds, bytes }): Promise<Answer> {
      const file = tools.locate(command.origin, command.program);
      const cwd = path.join(workspaceRoot, command.cwd);
      const started = performance.now();
      const child = execa(file, command.args, {
        cwd,
        env: { ...command.env },
        stdin: 'ignore',
        reject: false,
        detached: true,
        maxBuffer: bytes,
        stripFinalNewline: false,
      });
      const timeUp = AbortSignal.timeout(seconds * 1000);
      const stop = endOnAbort(child.pid, AbortSignal.any([interrupted, timeUp]));
      const result = await child;
      stop();
      if (interrupted.aborted) throw endedBy(command, interrupted.reason);
      const { exitCode, signal, isMaxBuffer } = result;
      const exceeded = isMaxBuffer ? ('bytes' as const) : timeUp.aborted ? ('seconds' as const) : undefined;
      if (exitCode === undefined && signal === undefined && exceeded === undefined) {
        throw (existsSync(cwd) && unusable(command, result.code)) || result;
      }
      return {
        durationMs: performance.now() - started,
        stdout: result.stdout ?? '',
        stderr: result.stderr ?? '',
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(signal === undefined ? {} : { signal }),
        ...(exceeded === undefined ? {} : { exceeded }),
      };
    },
  };
}

/** Ends a process group when the signal aborts, by force when it does not heed. @returns what ends all that is left of it. */
function endOnAbort(pid: number | undefined, aborted: AbortSignal): () => void {
  let force: NodeJS.Timeout | undefined;
  const end = (signal: NodeJS.Signals) => pid !== undefined && endGroup(pid, signal);
  const act = () => {
    end('SIGTERM');
    force = setTimeout(() => end('SIGKILL'), GRACE_MS);
  };
  aborted.addEventListener('abort', act);
  return () => {
    aborted.removeEventListener('abort', act);
    clearTimeout(force);
    end('SIGKILL');
  };
}

function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
