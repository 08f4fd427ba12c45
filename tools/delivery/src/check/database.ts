import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bringUpToDate, kept } from '../adapters/archives.ts';
import { replaceFolder, writeFileWhole } from '../adapters/files.ts';
import { executor } from '../executor.ts';
import { goDatabase } from './database/go-database.ts';
import {
  archiveFile,
  cacheFolder,
  type DatabaseState,
  ECOSYSTEMS,
  goFolder,
  SOURCE_VARIABLE,
  STATE_FILE,
  sourceOf,
  USABLE_DAYS,
} from './database/layout.ts';

/** A server is asked again after this time. */
const FRESH_HOURS = 12;

/** Keeps the vulnerability databases of this machine up to date, and says in a file what they are. Where they cannot be had, the file says so. */
export default executor(async (_options, { workspaceRoot }) => {
  const source = sourceOf(process.env[SOURCE_VARIABLE]);
  const folder = cacheFolder(source, process.env);
  const state = await update(source, folder);
  await writeFileWhole(workspaceRoot, STATE_FILE, `${JSON.stringify(state)}\n`);
  console.log(
    'reason' in state ? `no vulnerability database: ${state.reason}\n  fix    ${state.remedy}` : `${state.name} of ${state.date}`,
  );
});

async function update(source: URL, folder: string): Promise<DatabaseState> {
  const archives: Record<string, string> = {};
  const dates: string[] = [];
  for (const ecosystem of ECOSYSTEMS) {
    const problem = await bring(source, folder, ecosystem);
    const archive = await kept(archiveFile(folder, ecosystem));
    if (problem !== undefined || archive === undefined) return unavailable(source, ecosystem, problem ?? 'it is not there');
    archives[ecosystem] = `${archive.size} ${archive.changed.toISOString()}`;
    dates.push(archive.changed.toISOString());
  }
  const problem = await makeGoDatabase(folder, archives['Go'] ?? '');
  if (problem !== undefined) return unavailable(source, 'Go', problem);
  // The oldest: what became known since is not in one of them.
  return { name: 'OSV', date: dates.sort()[0] ?? '', archives };
}

/** @returns why there is no usable archive. */
async function bring(source: URL, folder: string, ecosystem: string): Promise<string | undefined> {
  const asked = path.join(folder, `${ecosystem}.asked`);
  const last = await kept(asked);
  const hours = last === undefined ? Number.POSITIVE_INFINITY : (Date.now() - last.changed.valueOf()) / 3_600_000;
  if (source.protocol !== 'file:' && hours < FRESH_HOURS) return undefined;
  try {
    await bringUpToDate(new URL(`${ecosystem}/all.zip`, source), archiveFile(folder, ecosystem), (line) => console.log(line));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(asked, '');
    return undefined;
  } catch (error) {
    if (source.protocol !== 'file:' && hours < USABLE_DAYS * 24) {
      console.log(
        `${ecosystem}: the copy of ${last?.changed.toISOString()} is used, as a newer one cannot be had: ${(error as Error).message}`,
      );
      return undefined;
    }
    return (error as Error).message;
  }
}

/** @param archive what tells one archive from another. @returns why it cannot be made. */
async function makeGoDatabase(folder: string, archive: string): Promise<string | undefined> {
  const made = path.join(goFolder(folder), 'made-of');
  if ((await readFile(made, 'utf8').catch(() => '')) === archive) return undefined;
  let files: Map<string, string>;
  try {
    files = goDatabase(await readFile(archiveFile(folder, 'Go')));
  } catch (error) {
    return `the archive cannot be read: ${(error as Error).message}`;
  }
  await replaceFolder(folder, path.basename(goFolder(folder)), async (temporary) => {
    for (const [name, text] of [...files, ['made-of', archive] as const]) await writeFileWhole(path.join(folder, temporary), name, text);
  });
  return undefined;
}

function unavailable(source: URL, ecosystem: string, problem: string): DatabaseState {
  return {
    reason: `${new URL(`${ecosystem}/all.zip`, source).href} cannot be had: ${problem}`,
    remedy: `download the archives where that is possible, and name the folder: ${SOURCE_VARIABLE}=file:///folder`,
  };
}
