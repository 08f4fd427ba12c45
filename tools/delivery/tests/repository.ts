import { execFileSync } from 'node:child_process';
import { type Files, folderWith, write } from './folder.ts';

const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_TEMPLATE_DIR: '',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_AUTHOR_DATE: '2026-03-02T10:00:00+09:00',
  GIT_COMMITTER_DATE: '2026-03-02T10:00:00+09:00',
};

/** The time of every commit, in UTC. */
export const COMMITTED = '2026-03-02T01:00:00Z';

/** Runs git in a folder, free of the settings of this machine. */
export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, env: { ...process.env, ...ENVIRONMENT }, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A repository on the branch main, with one commit of these files. */
export function repositoryWith(files: Files): string {
  const folder = folderWith(files);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message=first');
  return folder;
}

/** Changes files and commits everything. @returns the commit. */
export function commit(folder: string, files: Files): string {
  write(folder, files);
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message=next');
  return git(folder, 'rev-parse', 'HEAD');
}

/** A clone of one commit only. */
export function shallowClone(repository: string): string {
  const folder = folderWith();
  git(folder, 'clone', '--quiet', '--depth=1', '--no-single-branch', `file://${repository}`, '.');
  return folder;
}
