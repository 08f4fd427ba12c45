import { cp, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageFolders } from '../../delivery/e2e/clone.ts';
import type { Stopwatch } from './command.ts';

/** A clone of the repository that a way of working is measured in, so that the repository itself stays as it is. */
export interface Workspace {
  /** Absolute. */
  readonly folder: string;
  /** Environment of everything that is run in it. */
  readonly env: Readonly<Record<string, string>>;
}

/** The line that is changed, in a package that the service's main package imports. Its text is a log message of no test. */
export const CHANGED_FILE = 'apps/api-server/http/handler.go';
const CHANGED_TEXT = /"response not written[^"]*"/;
export const AUTHOR = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', '-c', 'commit.gpgsign=false'];

/**
 * Clones what is committed, and takes over what an installation would bring: neither way pays for its packages.
 * @param env added to the environment.
 */
export async function cloneWorkspace(root: string, folder: string, env: Record<string, string>, stopwatch: Stopwatch): Promise<Workspace> {
  await stopwatch.output({ program: 'git', args: ['clone', '--quiet', '--local', root, folder], cwd: root });
  for (const dir of ['node_modules', '.venv', ...(await packageFolders(root))]) {
    await stopwatch.output({ program: 'cp', args: ['-a', path.join(root, dir), path.join(folder, dir)], cwd: root });
  }
  // A clone's files are younger than the copied node_modules: make would install them again.
  const now = new Date();
  await utimes(path.join(folder, 'node_modules/.package-lock.json'), now, now);
  // The environment names the folders of our own packages.
  await stopwatch.output({ program: '.venv/bin/uv', args: ['sync', '--frozen', '--all-packages', '--quiet'], cwd: folder });
  return { folder, env: { ...env, PATH: `${path.join(folder, 'node_modules/.bin')}${path.delimiter}${process.env['PATH']}` } };
}

/** Changes one line of api-server and commits it. @param mark makes the line one that no cache has seen. */
export async function changeOneLine({ folder }: Workspace, mark: string, stopwatch: Stopwatch): Promise<void> {
  const file = path.join(folder, CHANGED_FILE);
  await writeFile(file, changedLine(await readFile(file, 'utf8'), mark));
  await stopwatch.output({ program: 'git', args: [...AUTHOR, 'commit', '--quiet', '--all', `--message=bench: ${mark}`], cwd: folder });
}

/** @param text of the file that is changed. @returns what it is then. */
export function changedLine(text: string, mark: string): string {
  if (CHANGED_TEXT.test(text)) return text.replace(CHANGED_TEXT, `"response not written ${mark}"`);
  throw new Error(`${CHANGED_FILE} has no ${CHANGED_TEXT} to change: name another line in ${import.meta.filename}`);
}

/** What the seed's way expects to be there: code that is generated, and the server that tests start. */
export const MADE = ['libs/proto/gen', 'db/gen', 'apps/api-server/http/gen', 'tools/bin/nats-server/bin'];

/** @param from a folder of a workspace that has it. @param to another one's. */
export async function copyMade(from: string, to: string): Promise<void> {
  for (const made of MADE) await cp(path.join(from, made), path.join(to, made), { recursive: true });
}
