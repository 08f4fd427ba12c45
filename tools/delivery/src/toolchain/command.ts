/** Where a command's program comes from; decides how it is found and what to say when it is missing. */
export type Origin = 'path' | 'node' | 'python' | 'go-tool';

/** A command as data: what an executor decides on, what `--dry-run` prints and what the process adapter runs. */
export interface Command {
  /** Short name for progress and failure lines, e.g. `ruff check`. */
  readonly title: string;
  readonly origin: Origin;
  /** The program's name, without a path. */
  readonly program: string;
  readonly args: readonly string[];
  /** Folder to run in, relative to the workspace root. */
  readonly cwd: string;
  /** Variables set on top of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the user can do when this command fails. */
  readonly fix?: string;
}

/** The command as one would type it, for people to read; it is never given to a shell. */
export function formatCommand({ program, args }: Pick<Command, 'program' | 'args'>): string {
  return [program, ...args].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./^-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Shows what is run, as one would type it. */
export function announce(command: Command): void {
  console.log(`> ${formatCommand(command)}`);
}
