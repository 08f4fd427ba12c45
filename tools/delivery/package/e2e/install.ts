import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

export const PACKAGE = path.join(import.meta.dirname, '../../../../dist/tools/delivery/package');
const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/** A folder of its own, private to this user. */
export async function temporary(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'package-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** What npm would publish. */
export async function pack(folder: string): Promise<{ tarball: string; unpackedBytes: number; files: string[] }> {
  const { stdout } = await execa('npm', ['pack', '--json', `--pack-destination=${folder}`], { cwd: PACKAGE });
  const [packed] = Object.values<{ filename: string; unpackedSize: number; files: { path: string }[] }>(JSON.parse(stdout));
  if (packed === undefined) throw new Error(`npm packed nothing: ${stdout}`);
  return { tarball: path.join(folder, packed.filename), unpackedBytes: packed.unpackedSize, files: packed.files.map((file) => file.path) };
}

/** Installs packages into a folder, as somebody does who has only npm. */
export async function install(folder: string, ...packages: string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "name": "shop", "private": true }\n');
  await execa('npm', ['install', '--save-dev', ...QUIET, ...packages], { cwd: folder });
}

/** Writes files and commits them. */
export async function commit(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  const git = (...args: string[]) => execa('git', args, { cwd: folder });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git(...AUTHOR, 'commit', '--quiet', '--message=first');
}

/** Runs nx of a folder with the node of another one, or with the one that runs this. */
export async function nx(folder: string, node: string, ...args: string[]) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:NX_|DELIVERY_|NODE_|VITEST|FORCE_COLOR|CI$)/.test(name));
  const { exitCode, all } = await execa(node, [path.join(folder, 'node_modules/.bin/nx'), ...args], {
    cwd: folder,
    env: { ...Object.fromEntries(kept), PATH: `${path.dirname(node)}:${process.env['PATH']}`, NX_DAEMON: 'false', NO_COLOR: '1' },
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode, output: all };
}
