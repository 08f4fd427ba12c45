import { execa } from 'execa';

/** A program to run and, mostly, to time. */
export interface BenchCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How a command ended. */
export interface Attempt {
  readonly milliseconds: number;
  readonly succeeded: boolean;
  readonly stdout: string;
  /** Standard output and errors as they came. */
  readonly all: string;
}

/** Lines of a failed command that are shown. */
const TAIL = 40;

/**
 * Runs a command and takes its time on the wall, which is what a developer waits for. Processor time is left out: a good
 * part of it is spent in the Nx daemon and in containers, which are no children of the command.
 */
export class Stopwatch {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** @returns milliseconds. @throws Error with the end of the output when the command fails: a failure is no measurement. */
  async time(command: BenchCommand): Promise<number> {
    const started = performance.now();
    await this.#run(command);
    return performance.now() - started;
  }

  /** @returns standard output. @throws Error as `time` does. */
  async output(command: BenchCommand): Promise<string> {
    return (await this.#run(command)).stdout;
  }

  /** Runs a command that may fail. @param started is told its process id. */
  async attempt(command: BenchCommand, started: (pid: number) => void = () => undefined): Promise<Attempt> {
    const began = performance.now();
    const running = this.#start(command);
    if (running.pid !== undefined) started(running.pid);
    const { exitCode, stdout, all, isCanceled, shortMessage } = await running;
    if (isCanceled) throw new Error(shortMessage);
    return { milliseconds: performance.now() - began, succeeded: exitCode === 0, stdout, all };
  }

  async #run(command: BenchCommand) {
    const result = await this.#start(command);
    if (result.exitCode === 0) return result;
    const tail = result.all.split('\n').slice(-TAIL).join('\n');
    throw new Error(`${result.shortMessage}\n  where  ${command.cwd}\n${tail}`);
  }

  #start({ program, args, cwd, env }: BenchCommand) {
    return execa(program, args, {
      cwd,
      env: { ...env },
      stdin: 'ignore',
      all: true,
      reject: false,
      cancelSignal: this.#signal,
      // Whoever is interrupted ends its own children first.
      forceKillAfterDelay: 10_000,
    });
  }
}
