import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type ImageRecord, recordFile } from '../../src/image/record.ts';
import sbom from '../../src/image/sbom.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { folderWith } from '../folder.ts';
import { onlyPrograms } from '../programs.ts';
import { digestOf, platformImage, recordOf } from './records.ts';

const FOUND = `{"spdxVersion":"SPDX-2.3","documentNamespace":"https://anchore.com/x-1","creationInfo":{"created":"2026-11-24T22:00:00Z","creators":["Tool: syft"]},"packages":[{"name":"pgx"},{"name":"uuid"}]}`;
/** Writes what it found to where its fourth argument says. */
const syft = (found: string) => `printf '%s' '${found}' > "\${4#--output=spdx-json=}"`;
const INSPECT = (digit: string) => `case $1 in image) echo '{"Id":"${digestOf(digit)}","Size":1}';; esac`;

interface Setting {
  readonly record?: Partial<ImageRecord>;
  readonly docker?: string;
  readonly tool?: string;
}

async function listed({ record = {}, docker = INSPECT('a'), tool = syft(FOUND) }: Setting = {}) {
  const lines = quietConsole();
  const root = folderWith({ [recordFile('api')]: JSON.stringify(recordOf(record)) });
  const programs = onlyPrograms({ docker, syft: tool });
  const { success } = await sbom({ image: 'api', engine: 'docker' }, contextOf(root, {}));
  const read = (file: string) => JSON.parse(readFileSync(path.join(root, 'dist/images', file), 'utf8'));
  return { success, lines: lines().filter((line) => line !== ''), calls: programs.calls(), read, root };
}

test('lists what is in the image, with the name and the time of the image', async () => {
  const { success, lines, calls, read, root } = await listed();
  expect([success, lines]).toEqual([true, ['dist/images/api.spdx.json: 2 packages']]);
  expect(read('api.spdx.json')).toEqual({
    spdxVersion: 'SPDX-2.3',
    documentNamespace: `https://spdx.org/spdxdocs/kerp/api-${'a'.repeat(64)}`,
    creationInfo: { created: '2026-03-02T01:00:00Z', creators: ['Tool: syft'] },
    packages: [{ name: 'pgx' }, { name: 'uuid' }],
  });
  const archive = /--output=(\S+) kerp\/api:src-1/.exec(calls.find((call) => call.startsWith('docker save')) ?? '')?.[1] ?? '';
  expect(calls.at(-1)).toContain(`syft scan docker-archive:${archive} --quiet`);
  expect(existsSync(path.dirname(archive))).toBe(false);
  expect(existsSync(path.join(root, 'dist/images/api.json'))).toBe(true);
});

test('a document for each platform', async () => {
  const platforms = [platformImage('linux/amd64', 'a'), platformImage('linux/arm64', 'a')];
  const { lines } = await listed({ record: { platforms } });
  expect(lines).toEqual(['dist/images/api-amd64.spdx.json: 2 packages', 'dist/images/api-arm64.spdx.json: 2 packages']);
});

test.each<[what: string, setting: Setting, message: string[]]>([
  [
    'another image under that name',
    { docker: INSPECT('b') },
    [
      'E_IMAGE_RECORD: the engine does not have the image of the record of api',
      '  where  kerp/api:src-1',
      '  fix    npx nx run api:docker',
    ],
  ],
  [
    'a syft that fails',
    { tool: 'echo no space left >&2; exit 1' },
    [
      'E_COMMAND_FAILED: syft failed: no space left',
      expect.stringContaining('  where  syft scan docker-archive:') as string,
      '  fix    npx nx run syft:build, then run it again',
    ],
  ],
  [
    'a list of nothing',
    { tool: syft('{"spdxVersion":"SPDX-2.3","packages":[]}') },
    [
      'E_COMMAND_FAILED: syft made no SPDX 2.3 document that lists a package of api',
      '  fix    npx nx run syft:build, then npx nx run api:sbom',
    ],
  ],
])('%s', async (_, setting, message) => {
  const { success, lines, root } = await listed(setting);
  expect([success, lines]).toEqual([false, message]);
  expect(existsSync(path.join(root, 'dist/images/api.spdx.json'))).toBe(false);
});
