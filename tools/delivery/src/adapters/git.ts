import { DeliveryError } from '../errors.ts';
import type { Captured, Git, ProcessRunner } from '../ports.ts';
import type { Command } from '../toolchain/command.ts';

const EPOCH = '1970-01-01T00:00:00Z';

/** Asks the git of this clone. */
export function gitClone(process: ProcessRunner): Git {
  const git = (...args: string[]): Promise<Captured> => process.capture(gitCommand(args));
  const ask = async (...args: string[]): Promise<string> => (await askGit(process, args)).trim();
  const isShallow = async () => (await ask('rev-parse', '--is-shallow-repository')) === 'true';

  async function resolve(ref: string): Promise<string | undefined> {
    const { exitCode, stdout } = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
    return exitCode === 0 ? stdout.trim() : undefined;
  }

  return {
    isShallow,
    async tree(commit, folder) {
      const { exitCode, stdout } = await git('rev-parse', '--verify', '--quiet', treeOf(commit, folder));
      return exitCode === 0 ? stdout.trim() : undefined;
    },
    async archive(commit, folder, file) {
      await ask('archive', '--format=tar', `--output=${file}`, treeOf(commit, folder));
    },
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
        fix: `fetch it (git fetch origin '${ref}') or name another one`,
      });
    },
    async mergeBase(a, b) {
      const { exitCode, stdout } = await git('merge-base', a, b);
      if (exitCode === 0) return stdout.trim();
      if (await isShallow()) throw shallow(`the common ancestor of ${a} and ${b}`);
      return undefined;
    },
    async files(paths) {
      const [listed, deleted] = await Promise.all([
        ask('ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths),
        ask('ls-files', '-z', '--deleted', '--', ...paths),
      ]);
      const gone = new Set(deleted.split('\0'));
      return listed.split('\0').filter((file) => !gone.has(file));
    },
    async changed(since) {
      const changed = await ask('diff', '--name-only', '-z', '--no-renames', since, 'HEAD', '--');
      return changed.split('\0').filter((file) => file !== '');
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

/** @returns what git says, as it says it. @throws E_NOT_A_CLONE */
export async function askGit(process: ProcessRunner, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await process.capture(gitCommand(args));
  if (exitCode === 0) return stdout;
  throw new DeliveryError('E_NOT_A_CLONE', {
    what: stderr.trim().split('\n', 1)[0] || `git ${args[0]} failed with exit code ${exitCode}`,
    fix: 'work in a git clone of the repository with at least one commit',
  });
}

function treeOf(commit: string, folder: string): string {
  return `${commit}:${folder === '.' ? '' : folder}`;
}

function gitCommand(args: readonly string[]): Command {
  return { title: `git ${args[0]}`, origin: 'path', program: 'git', args, cwd: '.', env: { TZ: 'UTC', LC_ALL: 'C' } };
}

function shallow(what: string): DeliveryError {
  return new DeliveryError('E_CLONE_SHALLOW', { what: `this shallow clone does not reach ${what}`, fix: 'git fetch --unshallow' });
}
