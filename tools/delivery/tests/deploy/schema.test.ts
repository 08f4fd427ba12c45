import { expect, test } from 'vitest';
import type { Schema } from '../../src/deploy/releases.ts';
import { refuseContracted, schemaOf } from '../../src/deploy/schema.ts';
import { failureOf } from '../failure.ts';

test.each<[files: Record<string, string>, schema: Schema | undefined]>([
  [{}, undefined],
  [{ 'README.md': '' }, undefined],
  [
    { '000001_a.up.sql': 'create table a ();', '000001_a.down.sql': 'drop table a;' },
    { version: 1, oldest: 0 },
  ],
  [
    { '000009_a.up.sql': '', '000010_b.up.sql': '' },
    { version: 10, oldest: 0 },
  ],
  [
    { '000003_a.up.sql': '-- contract: needs schema 2\ndrop table a;', '000004_b.up.sql': '' },
    { version: 4, oldest: 2 },
  ],
  [
    { '000003_a.down.sql': '-- contract: needs schema 2\n', '000004_b.up.sql': '' },
    { version: 4, oldest: 0 },
  ],
])('%j', (files, schema) => {
  expect(schemaOf(Object.entries(files))).toEqual(schema);
});

test.each<[schema: Schema | undefined, database: Schema | undefined]>([
  [undefined, { version: 4, oldest: 2 }],
  [{ version: 1, oldest: 0 }, undefined],
  [
    { version: 2, oldest: 0 },
    { version: 4, oldest: 2 },
  ],
])('a version of %j works with %j', (schema, database) => {
  expect(() => refuseContracted('v1', schema, database)).not.toThrow();
});

test('a version that is left behind is refused', () => {
  expect(failureOf(() => refuseContracted('v1', { version: 1, oldest: 0 }, { version: 4, oldest: 2 }))).toBe(
    'E_SCHEMA_CONTRACTED: v1 knows the database up to migration 1, and what it uses was taken away: 2 is needed\n' +
      '  fix    go to a newer version, or forward with a fix; history lists what there is',
  );
});
