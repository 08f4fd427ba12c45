import type { Command, Origin as CommandOrigin } from './toolchain/command.ts';

/**
 * What the stages ask of the outside world. The adapters answer with the real thing, tests with a fake; only the
 * executors and the entry points bring the two together.
 */

export interface Finished {
  readonly exitCode: number;
  readonly durationMs: number;
}

export interface Captured extends Finished {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs commands. */
export interface ProcessRunner {
  /** Runs with the terminal's own streams, so that output appears as it is made. A failing command is a result. */
  stream(command: Command): Promise<Finished>;
  /** Runs and collects the output; for questions, not for work. A failing command is a result. */
  capture(command: Command): Promise<Captured>;
}

/** Finds the program of a command. */
export interface ToolLocator {
  /** @returns a path, or the bare name for programs that the operating system finds. @throws E_TOOL_MISSING */
  locate(origin: CommandOrigin, program: string): string;
}

/** The last commit that touched some paths. */
export interface Origin {
  /** Full SHA, with `-dirty` when the paths hold changes that are not committed, or `uncommitted`. */
  readonly revision: string;
  /** Commit time in UTC, ISO 8601; the epoch for sources that no commit has. */
  readonly created: string;
}

export interface Git {
  /** @throws E_NOT_A_CLONE, E_CLONE_SHALLOW when the commit lies beyond what a shallow clone has. */
  origin(paths: readonly string[]): Promise<Origin>;
  /** @returns the full SHA. @throws E_BASE_UNKNOWN */
  commit(ref: string): Promise<string>;
  /** Whether this clone has such a commit. */
  has(ref: string): Promise<boolean>;
  /** @returns the SHA of the best common ancestor, or undefined when there is none in this clone. */
  mergeBase(a: string, b: string): Promise<string | undefined>;
  /** @returns the branch's name, or undefined on a detached HEAD. */
  branch(): Promise<string | undefined>;
  /** Files that are tracked or would be: everything there but what is ignored. */
  files(paths: readonly string[]): Promise<string[]>;
  /** Version tags of the commit that is checked out, e.g. v1.2.3. */
  versions(): Promise<string[]>;
  isShallow(): Promise<boolean>;
}

/** What is asked of an image registry. Credentials are those of `docker login`; crane reads them. */
export interface Registry {
  /** @returns the manifest digest, or undefined when the registry has no such image. @throws E_REGISTRY */
  digest(ref: string): Promise<string | undefined>;
  /** Adds a tag to an image that is there. @throws E_REGISTRY */
  tag(ref: string, tag: string): Promise<void>;
  /** Pushes an index of images that are there. @returns its digest. @throws E_REGISTRY */
  index(refs: readonly string[], target: string): Promise<string>;
}
