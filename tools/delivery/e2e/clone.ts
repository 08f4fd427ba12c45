import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** Folders that nobody writes into in place: hard links are as good as copies, and a hundred times as fast. */
const LINKED = ['node_modules', '.venv', '.nx/cache'];
/** The same, but a clone starts without it. */
const OUTPUT = 'dist';
const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];
/** Always the same, so that the same content is the same commit, and the images of one run serve the next. */
const COMMITTED = { GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };

/** Makes a clone of a repository, on branch main, with what is not committed there as a commit, ready to run nx in. */
export async function cloneOf(repository: string, folder: string): Promise<void> {
  const git = (...args: string[]) => execa('git', [...AUTHOR, ...args], { cwd: folder, env: COMMITTED });
  await execa('git', ['clone', '--quiet', '--local', repository, folder]);
  await git('checkout', '--quiet', '-B', 'main');
  for (const file of await listed(repository, '--deleted')) await rm(path.join(folder, file), { force: true });
  for (const file of await listed(repository, '--modified', '--others', '--exclude-standard')) await copy(repository, folder, file);
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '--message=test: what is not committed yet');
  await link(repository, folder, await linkedIn(repository));
  await cp(path.join(repository, '.nx/workspace-data'), path.join(folder, '.nx/workspace-data'), { recursive: true });
  // The environment names the folders of our own packages.
  await execa('.venv/bin/uv', ['sync', '--frozen', '--all-packages', '--offline', '--quiet'], { cwd: folder });
}

/** Copies a whole workspace: what is big and never changed in place as hard links, everything else as files. */
export async function copyWorkspace(from: string, to: string): Promise<void> {
  const linked = [...(await linkedIn(from)), OUTPUT];
  const copied = (source: string) => !linked.includes(path.relative(from, source));
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, filter: copied });
  await link(from, to, linked);
  await execa('.venv/bin/uv', ['sync', '--frozen', '--all-packages', '--offline', '--quiet'], { cwd: to });
}

async function linkedIn(repository: string): Promise<string[]> {
  return [...LINKED, ...(await packageFolders(repository))];
}

/** Where packages are besides the top: those that a project has in another version than the others. */
export async function packageFolders(repository: string): Promise<string[]> {
  const { packages } = JSON.parse(await readFile(path.join(repository, 'package-lock.json'), 'utf8')) as { packages: object };
  return [...new Set(Object.keys(packages).flatMap((name) => /^((?!node_modules\/).+?\/node_modules)\//.exec(name)?.[1] ?? []))];
}

async function link(from: string, to: string, folders: readonly string[]): Promise<void> {
  await mkdir(path.join(to, '.nx'), { recursive: true });
  // A workspace that has cached nothing yet has no cache, either.
  const there = folders.filter((dir) => existsSync(path.join(from, dir)));
  for (const dir of there) await execa('cp', ['--archive', '--link', path.join(from, dir), path.join(to, dir)]);
}

async function listed(repository: string, ...options: string[]): Promise<string[]> {
  const { stdout } = await execa('git', ['ls-files', '-z', ...options], { cwd: repository });
  return stdout.split('\0').filter((file) => file !== '');
}

async function copy(from: string, to: string, file: string): Promise<void> {
  await mkdir(path.dirname(path.join(to, file)), { recursive: true });
  // Listed as modified, too, when it is deleted.
  await copyFile(path.join(from, file), path.join(to, file)).catch(() => undefined);
}
