import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readRecord } from '../image/record.ts';
import type { Git } from '../ports.ts';
import { type Release, releaseOf } from './releases.ts';
import { type MigrationFile, schemaOf } from './schema.ts';
import type { Migration } from './settings.ts';

/** Puts a release together from the image records of this clone. @throws E_IMAGE_RECORD, E_RELEASE */
export async function collectRelease(
  services: readonly string[],
  migration: Migration | undefined,
  version: string | undefined,
  workspaceRoot: string,
  git: Git,
): Promise<Release> {
  const [records, commit, versions, { revision }] = await Promise.all([
    Promise.all(services.map((service) => readRecord(workspaceRoot, service))),
    git.commit('HEAD'),
    git.versions(),
    git.origin(['.']),
  ]);
  const migrates = migration !== undefined && services.includes(migration.service);
  const schema = migrates ? schemaOf(await migrationFiles(path.join(workspaceRoot, migration.files))) : undefined;
  // What is not committed is not what the tag names.
  const tag = revision.endsWith('-dirty') ? undefined : versions.at(-1);
  return releaseOf(records, { commit, tag, version }, schema);
}

async function migrationFiles(folder: string): Promise<MigrationFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return Promise.all(names.map(async (name): Promise<MigrationFile> => [name, await readFile(path.join(folder, name), 'utf8')]));
}
