import { expect, test } from 'vitest';
import { processRunner } from '../../src/adapters/process.ts';
import { registryClient } from '../../src/adapters/registry.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { rejectionOf } from '../failure.ts';
import { folderWith } from '../folder.ts';
import { onlyPrograms } from '../programs.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

function registry(crane: string) {
  const programs = onlyPrograms({ crane });
  const root = folderWith();
  return { programs, client: registryClient(processRunner(root, workspaceTools(root, []))) };
}

test('asks for a digest', async () => {
  const { programs, client } = registry(`echo ${DIGEST}`);
  expect(await client.digest('r/a:1')).toBe(DIGEST);
  expect(programs.calls()).toEqual(['crane digest r/a:1']);
});

test.each([
  'GET https://r/v2/a/manifests/1: MANIFEST_UNKNOWN: manifest unknown',
  'GET https://r/v2/a/manifests/1: NAME_UNKNOWN: repository name not known to registry',
  'HEAD https://r/v2/a/manifests/1: unexpected status code 404 Not Found (HEAD responses have no body)',
])('no such image: %s', async (stderr) => {
  const { client } = registry(`echo '${stderr}' >&2; exit 1`);
  expect(await client.digest('r/a:1')).toBeUndefined();
});

test.each([
  ["echo 'warn' >&2; echo 'UNAUTHORIZED: log in' >&2; exit 1", 'UNAUTHORIZED: log in'],
  ["echo 'dial tcp: connection refused' >&2; exit 1", 'dial tcp: connection refused'],
  ['exit 2', 'crane digest failed with exit code 2'],
])('any other answer is a failure: %s', async (crane, what) => {
  expect(await rejectionOf(registry(crane).client.digest('r/a:1'))).toBe(
    `E_REGISTRY: ${what}\n  where  digest r/a:1\n  fix    check that the registry answers and that you are logged in: docker login <registry>`,
  );
});

test('adds a tag', async () => {
  const { programs, client } = registry('');
  await client.tag(`r/a@${DIGEST}`, 'v1');
  expect(programs.calls()).toEqual([`crane tag r/a@${DIGEST} v1`]);
});

test('pushes an index and finds its digest', async () => {
  const { programs, client } = registry(`echo r/a@${DIGEST}`);
  expect(await client.index(['r/a@sha256:1', 'r/a@sha256:2'], 'r/a:src-1')).toBe(DIGEST);
  expect(programs.calls()).toEqual(['crane index append --manifest=r/a@sha256:1 --manifest=r/a@sha256:2 --tag=r/a:src-1']);
});

test('an index without a digest is a failure', async () => {
  expect(await rejectionOf(registry('echo done').client.index(['r/a@sha256:1'], 'r/a:1'))).toBe(
    'E_REGISTRY: the registry named no digest: done\n  fix    run it again',
  );
});
