import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { hostPlatform } from '../../src/build/platform.ts';
import docker from '../../src/image/docker.ts';
import { type ImageRecord, recordFile } from '../../src/image/record.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import type { Files } from '../folder.ts';
import { onlyPrograms } from '../programs.ts';
import { COMMITTED, git, repositoryWith } from '../repository.ts';
import { digestOf } from './records.ts';

const FOLDER = `dist/apps/api/linux-${hostPlatform().arch}`;
const FILES: Files = {
  '.gitignore': 'dist\n',
  'package.json': '{ "repository": { "url": "https://git.example.com/kerp" } }',
  'apps/api/main.go': '',
  [`${FOLDER}/api`]: 'binary',
  'deployments/docker/api/Dockerfile': 'FROM scratch\nCOPY api /\n',
};

/** Plays docker: an image is there once it was built, or pulled where `pull` succeeds. */
function dockerProgram(pull: string): string {
  const inspection = JSON.stringify({ Id: digestOf('1'), Size: 5, Descriptor: { digest: digestOf('d') } });
  return `
case $1 in
  image) test -e "$0.there" || exit 1; echo '${inspection}';;
  buildx) test "$2" = version || : >"$0.there";;
  pull) ${pull}; : >"$0.there";;
esac`;
}

async function packed(files: Files, pull = 'exit 1') {
  vi.stubEnv('DELIVERY_PLATFORMS', '');
  const lines = quietConsole();
  const root = repositoryWith(files);
  const programs = onlyPrograms({ docker: dockerProgram(pull), git: 'exec /usr/bin/git "$@"' });
  const context = contextOf(root, { api: { root: 'apps/api' } });
  const run = () => docker({ dockerfile: 'deployments/docker/api/Dockerfile', repository: 'kerp/api' }, context);
  const { success } = await run();
  const record = () => JSON.parse(readFileSync(path.join(root, recordFile('api')), 'utf8')) as ImageRecord;
  const verbs = () => programs.calls().flatMap((call) => /^docker (buildx build|pull|push)/.exec(call)?.[1] ?? []);
  return { root, run, success, lines, record, verbs };
}

test('builds the image and says what it is', async () => {
  const { root, success, record, verbs } = await packed(FILES);
  expect(success).toBe(true);
  expect(verbs()).toEqual(['buildx build']);
  const { source, tags, ...rest } = record();
  expect(source).toMatch(/^src-[0-9a-f]{20}$/);
  expect(tags).toEqual([source]);
  expect(rest).toEqual({
    version: 1,
    image: 'api',
    name: 'kerp/api',
    repository: 'kerp/api',
    digest: digestOf('d'),
    platforms: [{ platform: `linux/${hostPlatform().arch}`, imageId: digestOf('1'), digest: digestOf('d'), size: 5 }],
    revision: git(root, 'rev-parse', 'HEAD'),
    created: COMMITTED,
    outcome: 'built',
    standIns: [],
  });
});

test('an image that is there is not built again', async () => {
  const { run, record, verbs } = await packed(FILES);
  await run();
  expect(verbs()).toEqual(['buildx build']);
  expect(record().outcome).toBe('present');
});

test('an image that the registry has is pulled', async () => {
  vi.stubEnv('DELIVERY_REGISTRY', 'ghcr.io/o');
  const { record, verbs } = await packed(FILES, ':');
  expect(verbs()).toEqual(['pull']);
  expect(record().outcome).toBe('pulled');
});

test('an image that the registry lacks is built', async () => {
  vi.stubEnv('DELIVERY_REGISTRY', 'ghcr.io/o');
  const { record, verbs } = await packed(FILES);
  expect(verbs()).toEqual(['pull', 'buildx build']);
  expect(record().outcome).toBe('built');
});

const { [`${FOLDER}/api`]: _, ...UNBUILT } = FILES;

test.each<[name: string, files: Files, message: string[]]>([
  [
    'was not built',
    UNBUILT,
    [
      `E_OPTION_INVALID: api is not built for linux/${hostPlatform().arch}`,
      `  where  ${FOLDER}`,
      '  fix    npx nx run api:build --skip-nx-cache',
    ],
  ],
  [
    'copies from nowhere',
    { ...FILES, 'deployments/docker/api/Dockerfile': 'FROM scratch\nCOPY --from=nginx:1 x /\n' },
    [
      'E_MANIFEST_INVALID: COPY --from=nginx:1 names neither a stage nor a folder in deployments/docker',
      '  where  deployments/docker/api/Dockerfile',
      '  fix    correct the Dockerfile; an image to copy from is a stage: FROM <image> AS <name>',
    ],
  ],
  [
    'has a base image that cannot be had',
    { ...FILES, 'deployments/docker/api/Dockerfile': 'FROM debian:12\n' },
    [
      'E_BASE_IMAGE: the base image debian:12 cannot be pulled: ',
      '  where  deployments/docker/api',
      '  fix    make its registry reachable, or describe a stand-in in deployments/docker/api/stand-in.txt',
    ],
  ],
])('an image that %s is refused, and no record is written', async (_name, files, message) => {
  const { success, lines, record } = await packed(files);
  expect(success).toBe(false);
  expect(lines().slice(-3)).toEqual(message);
  expect(record).toThrow(/ENOENT/);
});
