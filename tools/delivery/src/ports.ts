import type { Result } from './deploy/ledger.ts';
import type { Run } from './deploy/notices.ts';
import type { KubernetesObject, Labels } from './deploy/objects.ts';
import type { Change, Present } from './policy/difference.ts';
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
  /** Like stream, and collects what is written to standard error, which is then no terminal for the command. */
  relay(command: Command): Promise<Captured>;
  /** Runs and collects the output; for questions, not for work. A failing command is a result. */
  capture(command: Command): Promise<Captured>;
}

/** What a program may take. */
export interface Limits {
  readonly seconds: number;
  /** Of standard output and of standard error, each; UTF-16 code units. */
  readonly bytes: number;
}

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  /** Missing when a signal ended it. */
  readonly exitCode?: number;
  readonly signal?: string;
  /** The limit that it went beyond, and was ended for. */
  readonly exceeded?: keyof Limits;
}

/** Asks programs that may hang or print without end. */
export interface BoundedRunner {
  /** @throws E_TOOL_MISSING, E_INTERRUPTED */
  ask(command: Command, limits: Limits): Promise<Answer>;
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
  /** Files that HEAD has otherwise than a commit. */
  changed(since: string): Promise<string[]>;
  /** @returns the hash of a folder's content in a commit, or undefined when it is not there. */
  tree(commit: string, folder: string): Promise<string | undefined>;
  /** Writes a folder as it is in a commit into a tar file; paths are relative to the workspace root. */
  archive(commit: string, folder: string, file: string): Promise<void>;
}

/** What is asked of GitHub about the runs of the workflow that runs now. */
export interface WorkflowRuns {
  /** The pushes to a branch. @returns full SHAs of those that succeeded, the newest first; GitHub tells the last 100. @throws E_GITHUB */
  of(branch: string): Promise<{ readonly workflow: string; readonly successful: readonly string[] }>;
}

/** What git says of the way from a commit to the files as they lie there, committed or not. */
export interface Changes {
  /** Renamed or moved files: earlier name -> present name. */
  renames(since: string): Promise<ReadonlyMap<string, string>>;
  /** Lines that were added or altered, by file; those of a new file that git does not know yet are all of it: undefined. */
  lines(since: string): Promise<ReadonlyMap<string, readonly LineRange[] | undefined>>;
  /** Whether any of these paths is another than in the commit. */
  differ(since: string, paths: readonly string[]): Promise<boolean>;
}

/** First and last line, from 1 on. */
export type LineRange = readonly [first: number, last: number];

/** What is asked of an image registry. Credentials are those of `docker login`; crane reads them. */
export interface Registry {
  /** @returns the manifest digest, or undefined when the registry has no such image. @throws E_REGISTRY */
  digest(ref: string): Promise<string | undefined>;
  /** Adds a tag to an image that is there. @throws E_REGISTRY */
  tag(ref: string, tag: string): Promise<void>;
  /** Pushes an index of images that are there. @returns its digest. @throws E_REGISTRY */
  index(refs: readonly string[], target: string): Promise<string>;
}

/** What is asked of a Kubernetes API server. Answers are its JSON. @throws E_CLUSTER, E_CLUSTER_FORBIDDEN, Refusal */
export interface Cluster {
  /** Name of the kubeconfig's context. */
  readonly context: string;
  get(ref: ObjectRef): Promise<KubernetesObject | undefined>;
  list(kind: Kind, namespace: string, labels?: Labels): Promise<KubernetesObject[]>;
  /** Server-side apply under our name, taking over fields that others have set; a dry run says what it would make. */
  apply(object: KubernetesObject, options?: { readonly dryRun: boolean }): Promise<KubernetesObject>;
  create(object: KubernetesObject): Promise<KubernetesObject>;
  /** Replaces an object. The resource version that it carries must still be the present one: Refusal 409. */
  replace(object: KubernetesObject): Promise<KubernetesObject>;
  /** Changes members of an object (RFC 7386). With a resource version it must still be the present one: Refusal 409. */
  merge(ref: ObjectRef, change: object): Promise<KubernetesObject>;
  /** Carries out all operations (RFC 6902), or none when a `test` fails: Refusal 422. */
  patch(ref: ObjectRef, operations: readonly object[]): Promise<KubernetesObject>;
  /** Deletes an object and what belongs to it; one that is not there is deleted. */
  delete(ref: ObjectRef): Promise<void>;
  /** The last lines of a container's log, of its previous run if that is wanted. */
  log(pod: ObjectRef, container: string, options: { readonly lines: number; readonly previous: boolean }): Promise<string>;
  /** Asks a port of a Service by HTTP, from inside the cluster. @returns status and body. */
  ask(service: ObjectRef, port: string, path: string): Promise<{ readonly status: number; readonly body: string }>;
  /** Whether we may do this to objects of a kind, or to a part of them such as `log`. */
  may(verb: string, kind: Kind, namespace: string, subresource?: string): Promise<boolean>;
}

export type Kind = Pick<KubernetesObject, 'apiVersion' | 'kind'>;

export interface ObjectRef extends Kind {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Asks from outside, as a client would. */
export interface Prober {
  /** On a connection of its own. @returns undefined when nobody answers in time. */
  get(url: string): Promise<{ readonly status: number; readonly body: string } | undefined>;
}

/** Somebody who is told of deploys: a chat, a forge. Calls fail with a cause in one line that has no secret in it, or end within seconds. */
export interface Channel {
  readonly name: string;
  /** What the user can do when it is not told. */
  readonly fix: string;
  /** Tells that a run begins. @returns what tells its end. */
  begin(run: Run): Promise<(result: Result) => Promise<void>>;
}

/** The rules and environments of a repository on GitHub. @throws E_GITHUB */
export interface Repository {
  /** `owner/name`. */
  readonly name: string;
  policy(): Promise<Present>;
  set(change: Change): Promise<void>;
}

/** Time, as far as work waits for it. */
export interface Clock {
  /** Of the day. */
  now(): Date;
  /** Seconds that only go forward. */
  seconds(): number;
  /** Ends earlier when the run is interrupted. */
  sleep(seconds: number): Promise<void>;
  /** Does it again and again, and does not keep the process alive for it. @returns what ends it. */
  every(seconds: number, act: () => void): () => void;
}
