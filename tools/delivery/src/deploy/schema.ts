import { DeliveryError } from '../errors.ts';
import type { Schema } from './releases.ts';

/** A migration file: its name and text. */
export type MigrationFile = readonly [name: string, text: string];

/** `000007_name.up.sql`, as golang-migrate names them. */
const UP = /^(\d+)_.*\.up\.sql$/;
/** A migration that takes away what older versions use says which schema a version must know at least to go on working. */
const CONTRACT = /^--\s*contract:\s*needs schema (\d+)\s*$/m;

/** What the migrations of a release make of the database. @returns undefined without migrations. */
export function schemaOf(files: readonly MigrationFile[]): Schema | undefined {
  const migrations = files.flatMap(([name, text]) => {
    const version = UP.exec(name)?.[1];
    return version === undefined ? [] : [{ version: Number(version), oldest: Number(CONTRACT.exec(text)?.[1] ?? 0) }];
  });
  if (migrations.length === 0) return undefined;
  return {
    version: Math.max(...migrations.map(({ version }) => version)),
    oldest: Math.max(...migrations.map(({ oldest }) => oldest)),
  };
}

/** Refuses a version that the database has left behind. @throws E_SCHEMA_CONTRACTED */
export function refuseContracted(version: string, schema: Schema | undefined, database: Schema | undefined): void {
  if (schema === undefined || database === undefined || schema.version >= database.oldest) return;
  throw new DeliveryError('E_SCHEMA_CONTRACTED', {
    what: `${version} knows the database up to migration ${schema.version}, and what it uses was taken away: ${database.oldest} is needed`,
    fix: 'go to a newer version, or forward with a fix; history lists what there is',
  });
}
