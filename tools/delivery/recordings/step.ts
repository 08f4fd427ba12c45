/** A step of a story: what one types in the root of a clone. */
export interface Step {
  /** What stands above it, in Markdown. */
  readonly text: string;
  readonly commands: readonly string[];
  /** What of their output is shown; all of it where nothing is said. */
  readonly shown?: (output: string) => string;
  /** What it ends with, where that is not 0. */
  readonly exitCode?: number;
  /** Whether it shows a clone that nobody has set up: elsewhere it has nothing to say. */
  readonly fresh?: boolean;
  /** Whether it takes a cluster. */
  readonly cluster?: boolean;
}

/** A step as it was carried out. */
export interface Recorded extends Step {
  readonly output: string;
  readonly milliseconds: number;
}

export interface Story {
  /** The page, relative to the repository. */
  readonly file: string;
  readonly title: string;
  readonly introduction: string;
  /** Whether the page says how long each step took. */
  readonly timed?: boolean;
  readonly steps: readonly Step[];
}

/** Shows what stands from the first line that matches on. @throws when there is no such line. */
export function from(pattern: RegExp): (output: string) => string {
  return (output) => {
    const lines = output.split('\n');
    const start = lines.findIndex((line) => pattern.test(line));
    if (start < 0) throw new Error(`no line matches ${pattern}:\n${output}`);
    return lines.slice(start).join('\n');
  };
}
