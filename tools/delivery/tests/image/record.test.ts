import { expect, test } from 'vitest';
import { readRecord, recordFile } from '../../src/image/record.ts';
import { rejectionOf } from '../failure.ts';
import { folderWith } from '../folder.ts';
import { recordOf } from './records.ts';

test('reads what docker wrote', async () => {
  const root = folderWith({ [recordFile('api')]: JSON.stringify(recordOf()) });
  expect(await readRecord(root, 'api')).toEqual(recordOf());
});

test('says how to make a record that is missing', async () => {
  expect(await rejectionOf(readRecord(folderWith(), 'api'))).toBe(
    "E_IMAGE_RECORD: there is no record of the image 'api'\n  where  dist/images/api.json\n  fix    npx nx run api:docker",
  );
});

test.each(['', 'null', '[]', '"x"', '{}', '{"version":2,"digest":"sha256:0"}', '{"version":1}', '{"version":1,"digest":'])(
  'refuses %j',
  async (text) => {
    expect(await rejectionOf(readRecord(folderWith({ 'dist/images/api.json': text }), 'api'))).toBe(
      'E_IMAGE_RECORD: this is no image record of version 1\n  where  dist/images/api.json\n  fix    npx nx run api:docker',
    );
  },
);
