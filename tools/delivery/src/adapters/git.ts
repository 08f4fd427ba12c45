import { DeliveryError } from '../errors.ts';
import type { Command } from '../toolchain/command.ts';
import type { Captured, ProcessRunner } from './process.ts';

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
  /** Version tags of the commit that is checked out, e.g. v1.2.3. */
  versions(): Promise<string[]>;
  isShallow(): Promise<boolean>;
}

const EPOCH = '1970-01-01T00:00:00Z';

/** Asks the git of this clone. */
export function gitClone(process: ProcessRunner): Git {
  const git = (...args: string[]): Promise<Captured> => process.capture(gitCommand(args));
  async function ask(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await git(...args);
    if (exitCode === 0) return stdout.trim();
    throw new DeliveryError('E_NOT_A_CLONE', {
      what: stderr.trim().split('\n', 1)[0] || `git ${args[0]} failed with exit code ${exitCode}`,
      fix: 'work in a git clone of the repository with at least one commit',
    });
  }
  const isShallow = async () => (await ask('rev-parse', '--is-shallow-repository')) === 'true';

  async function resolve(ref: string): Promise<string | undefined> {
    const { exitCode, stdout } = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
    return exitCode === 0 ? stdout.trim() : undefined;
  }

  return {
    isShallow,
    async origin(paths) {
      const [found, changes] = await Promise.all([
        ask('log', '-1', '--format=%H %P|%cd', '--date=format-local:%Y-%m-%dT%H:%M:%SZ', '--', ...paths),
        ask('status', '--porcelain', '--', ...paths),
      ]);
      if (found === '') return { revision: 'uncommitted', created: EPOCH };
      const [commits = '', created = EPOCH] = found.split('|');
      const [commit = '', ...parents] = commits.trim().split(' ');
      // Git takes the oldest commit of a shallow clone for the one that added every file.
      if (parents.length === 0 && (await isShallow())) throw shallow(`the commit that last touched ${paths[0]}`);
      return { revision: changes === '' ? commit : `${commit}-dirty`, created };
    },
    has: async (ref) => (await resolve(ref)) !== undefined,
    async commit(ref) {
      const commit = await resolve(ref);
      if (commit !== undefined) return commit;
      throw new DeliveryError('E_BASE_UNKNOWN', {
        what: `'${ref}' is no commit of this clone`,
        fix: `fetch it (git fetch origin '${ref}') or name another one: make pipeline BASE=<branch or commit>`,
      });
    },
    async mergeBase(a, b) {
      const { exitCode, stdout } = await git('merge-base', a, b);
      if (exitCode === 0) return stdout.trim();
      if (await isShallow()) throw shallow(`the common ancestor of ${a} and ${b}`);
      return undefined;
    },
    async versions() {
      const tags = await ask('tag', '--points-at', 'HEAD', '--list', 'v[0-9]*');
      return tags.split('\n').filter((tag) => tag !== '');
    },
    async branch() {
      const { exitCode, stdout } = await git('symbolic-ref', '--quiet', '--short', 'HEAD');
      return exitCode === 0 ? stdout.trim() : undefined;
    },
  };
}

function gitCommand(args: readonly string[]): Command {
  return { title: `git ${args[0]}`, origin: 'path', program: 'git', args, cwd: '.', env: { TZ: 'UTC', LC_ALL: 'C' } };
}

function shallow(what: string): DeliveryError {
  return new DeliveryError('E_CLONE_SHALLOW', { what: `this shallow clone does not reach ${what}`, fix: 'git fetch --unshallow' });
}
