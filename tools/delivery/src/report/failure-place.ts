import path from 'node:path';

/** A line of a file of the workspace. */
export interface Place {
  /** Relative to the workspace root. */
  readonly file: string;
  readonly line: number;
}

/** Where the tests of a project ran. */
export interface TestedIn {
  /** Absolute: the race detector and stack traces name files so. */
  readonly workspaceRoot: string;
  /** Of the project, relative to the workspace root. */
  readonly root: string;
  /** Path of its Go module. */
  readonly module?: string;
  /** @param file relative to the workspace root. */
  exists(file: string): boolean;
}

/** `FILE.EXT:LINE`, as every test runner writes it, whatever stands around it. */
const NAMED = /([^\s:()'"`❯]+\.\w+):(\d+)/g;
/** What others wrote, and what was made. */
const NOT_OURS = /(?:^|\/)(?:node_modules|\.venv|site-packages|dist)\//;

/**
 * The first line of the workspace that a test runner names where a test failed: of an assertion its own line, of a data race that of
 * the access that was caught. @param suite as in junit.xml: of Go the package, whose files are named without a folder.
 */
export function placeOfFailure(message: string, suite: string, tested: TestedIn): Place | undefined {
  for (const [, named = '', line] of message.matchAll(NAMED)) {
    const file = candidates(named, suite, tested).find((one) => isInside(one) && !NOT_OURS.test(one) && tested.exists(one));
    if (file !== undefined) return { file, line: Number(line) };
  }
  return undefined;
}

function candidates(named: string, suite: string, { workspaceRoot, root, module }: TestedIn): string[] {
  if (path.isAbsolute(named)) return [path.relative(workspaceRoot, named)];
  const isOf = (name: string) => module !== undefined && (name === module || name.startsWith(`${module}/`));
  if (isOf(named)) return [path.posix.join(root, named.slice(module?.length))];
  return [...(isOf(suite) ? [path.posix.join(root, suite.slice(module?.length), named)] : []), path.posix.join(root, named), named];
}

function isInside(file: string): boolean {
  return !file.startsWith('..') && !path.isAbsolute(file);
}
