import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { DeliveryError } from '../errors.ts';
import type { Captured, ProcessRunner, ToolLocator } from '../ports.ts';
import { type Command, formatCommand } from '../toolchain/command.ts';

/** Time that a child gets to end by itself after an interruption, in milliseconds; CI kills after 10 s. */
export const GRACE_MS = 5_000;

const interruption = new AbortController();

/** Aborted when this process is asked to end; its reason is the name of the signal. */
export const interrupted: AbortSignal = interruption.signal;

/**
 * Instead of dying at once: the command is ended first, then whoever started it cleans up what is half-made. It stays
 * registered, because execa passes a signal on to this process when nothing else listens.
 */
function interrupt(signal: NodeJS.Signals): void {
  interruption.abort(signal);
}

/** Once, however many runners there are. */
export function listen(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt).on(signal, interrupt);
}

/** Runs real processes below `workspaceRoot`. Children are ended with this process. */
export function processRunner(workspaceRoot: string, tools: ToolLocator): ProcessRunner {
  listen();
  async function run(
    command: Command,
    stdout: 'inherit' | 'pipe',
    stderr: 'inherit' | 'pipe' | readonly ['inherit', 'pipe'],
  ): Promise<Captured> {
    const file = tools.locate(command.origin, command.program);
    const cwd = path.join(workspaceRoot, command.cwd);
    const started = performance.now();
    const result = await execa(file, command.args, {
      cwd,
      env: { ...command.env },
      stdin: 'ignore',
      stdout,
      stderr,
      reject: false,
      cancelSignal: interruption.signal,
      forceKillAfterDelay: GRACE_MS,
    });
    const durationMs = performance.now() - started;
    if (result.isCanceled) throw endedBy(command, interruption.signal.reason);
    if (result.signal) throw endedBy(command, result.signal);
    if (result.exitCode === undefined) throw (existsSync(cwd) && unusable(command, result.code)) || result;
    return { exitCode: result.exitCode, durationMs, stdout: result.stdout ?? '', stderr: result.stderr ?? '' };
  }
  return {
    stream: (command) => run(command, 'inherit', 'inherit'),
    relay: (command) => run(command, 'inherit', ['inherit', 'pipe']),
    capture: (command) => run(command, 'pipe', 'pipe'),
  };
}

const UNUSABLE: Readonly<Record<string, string>> = { ENOENT: 'was not found', EACCES: 'may not be executed' };

/** @returns undefined for what is no user's mistake: a folder that is not there, arguments that are too long. */
export function unusable(command: Command, code = ''): DeliveryError | undefined {
  const reason = UNUSABLE[code];
  if (reason === undefined) return undefined;
  return new DeliveryError('E_TOOL_MISSING', {
    what: `'${command.program}' ${reason}`,
    where: formatCommand(command),
    fix: `install '${command.program}' or run: make setup`,
  });
}

export function endedBy(command: Command, signal: NodeJS.Signals): DeliveryError {
  const killed = signal === 'SIGKILL' ? ' (often: out of memory)' : '';
  return new DeliveryError('E_INTERRUPTED', {
    what: `${command.title} was ended by ${signal} (${128 + constants.signals[signal]})${killed}`,
    where: formatCommand(command),
    fix: 'run the same command again; nothing half-written was kept',
  });
}
