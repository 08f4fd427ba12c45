import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import publish from '../../src/image/publish.ts';
import { type ImageRecord, recordFile } from '../../src/image/record.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { onlyPrograms } from '../programs.ts';
import { git, repositoryWith } from '../repository.ts';
import { digestOf, platformImage, recordOf } from './records.ts';

const DOCKER = `test "$1" != push || echo "digest: ${digestOf('d')} size: 1"`;
const ABSENT = `case $1 in digest) echo MANIFEST_UNKNOWN >&2; exit 1;; index) echo r@${digestOf('e')};; esac`;

interface Setting {
  readonly record?: Partial<ImageRecord>;
  readonly crane?: string;
  readonly registry?: string;
}

async function published({ record = {}, crane = ABSENT, registry = 'ghcr.io/o' }: Setting = {}) {
  vi.stubEnv('DELIVERY_REGISTRY', '');
  const lines = quietConsole();
  const root = repositoryWith({ [recordFile('api')]: JSON.stringify(recordOf(record)) });
  git(root, 'tag', 'v1.2.3');
  const programs = onlyPrograms({ docker: DOCKER, crane, git: 'exec /usr/bin/git "$@"' });
  const { success } = await publish({ image: 'api', repository: 'kerp/api', registry }, contextOf(root, {}));
  const calls = programs.calls().filter((call) => /^(?:crane|docker (?:tag|push))/.test(call));
  const written = JSON.parse(readFileSync(path.join(root, recordFile('api')), 'utf8')) as ImageRecord;
  return { success, lines: lines(), calls, written, commit: git(root, 'rev-parse', 'HEAD') };
}

const TARGET = 'ghcr.io/o/kerp/api';

test('pushes what the registry lacks, then tags its digest, the source first', async () => {
  const { success, calls, written, commit } = await published();
  expect(success).toBe(true);
  expect(calls).toEqual([
    `crane digest ${TARGET}:src-1`,
    `docker tag kerp/api:src-1 ${TARGET}:src-1`,
    `docker push ${TARGET}:src-1`,
    ...['src-1', commit, 'main', 'v1.2.3', 'latest'].map((tag) => `crane tag ${TARGET}@${digestOf('d')} ${tag}`),
  ]);
  expect(written).toEqual({
    ...recordOf(),
    repository: TARGET,
    digest: digestOf('d'),
    platforms: [{ ...platformImage('linux/amd64', 'a'), digest: digestOf('d') }],
    tags: ['src-1', commit, 'main', 'v1.2.3', 'latest'],
  });
});

test('pushes nothing that is there', async () => {
  const { calls, written } = await published({ crane: `test "$1" != digest || echo ${digestOf('c')}` });
  expect(calls.filter((call) => call.startsWith('docker'))).toEqual([]);
  expect(written.digest).toBe(digestOf('c'));
});

test('several platforms are one index', async () => {
  const platforms = [platformImage('linux/amd64', 'a'), platformImage('linux/arm64', 'b')];
  const { calls, written } = await published({ record: { platforms } });
  expect(calls.filter((call) => !call.startsWith('crane tag'))).toEqual([
    `crane digest ${TARGET}:src-1-amd64`,
    `docker tag kerp/api:src-1-amd64 ${TARGET}:src-1-amd64`,
    `docker push ${TARGET}:src-1-amd64`,
    `crane digest ${TARGET}:src-1-arm64`,
    `docker tag kerp/api:src-1-arm64 ${TARGET}:src-1-arm64`,
    `docker push ${TARGET}:src-1-arm64`,
    `crane index append --manifest=${TARGET}@${digestOf('d')} --manifest=${TARGET}@${digestOf('d')} --tag=${TARGET}:src-1`,
  ]);
  expect(written.digest).toBe(digestOf('e'));
});

const STAND_INS = { standIns: ['python:3'] };

test.each<[name: string, setting: Setting, message: string]>([
  ['without a registry', { registry: '' }, 'E_OPTION_INVALID: no registry is named'],
  ['a stand-in', { record: STAND_INS }, 'E_BASE_IMAGE: api is packed on a stand-in for python:3, which is not for a shared registry'],
  [
    'changes that are not committed',
    { record: { revision: 'c0ffee-dirty' } },
    'E_IMAGE_RECORD: api is packed from sources that are not committed (c0ffee-dirty)',
  ],
  [
    'what no commit has',
    { record: { revision: 'uncommitted' } },
    'E_IMAGE_RECORD: api is packed from sources that are not committed (uncommitted)',
  ],
  ['a record without platforms', { record: { platforms: [] } }, 'E_IMAGE_RECORD: the record names no platform'],
])('refuses %s, and pushes nothing', async (_name, setting, message) => {
  const { success, lines, calls, written } = await published(setting);
  expect([success, lines[1]]).toEqual([false, message]);
  expect(calls).toEqual([]);
  expect(written).toEqual(recordOf(setting.record));
});

test.each([STAND_INS, { revision: 'c0ffee-dirty' }])("this machine's own registry takes %j", async (record) => {
  expect((await published({ record, registry: 'localhost:5000' })).success).toBe(true);
});

test('a registry that does not answer is named, and the record stays', async () => {
  const { success, lines, written } = await published({ crane: "echo 'connection refused' >&2; exit 1" });
  expect(success).toBe(false);
  expect(lines).toEqual(expect.arrayContaining(['E_REGISTRY: connection refused', `  where  digest ${TARGET}:src-1`]));
  expect(written).toEqual(recordOf());
});
