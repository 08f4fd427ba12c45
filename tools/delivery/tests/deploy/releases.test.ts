import { expect, test } from 'vitest';
import { mergeReleases, type Origin, parseRelease, releaseOf, withOwnImages } from '../../src/deploy/releases.ts';
import type { ImageRecord } from '../../src/image/record.ts';
import { failureOf } from '../failure.ts';
import { digestOf, recordOf } from '../image/records.ts';
import { releaseOf as released, V1 } from './shop.ts';

const COMMIT = 'c0ffee0123456789c0ffee0123456789c0ffee01';
const published = (own: Partial<ImageRecord> = {}) => recordOf({ repository: 'ghcr.io/o/kerp/api', ...own });

test('a release has the digest of each image', () => {
  expect(releaseOf([published()], { commit: COMMIT, tag: 'v1.2.3' }, { version: 3, oldest: 1 })).toEqual({
    format: 1,
    version: 'v1.2.3',
    commit: COMMIT,
    images: { api: { name: 'kerp/api', repository: 'ghcr.io/o/kerp/api', digest: digestOf('a'), source: 'src-1' } },
    schema: { version: 3, oldest: 1 },
  });
});

test.each<[origin: Partial<Origin>, version: string | RegExp]>([
  [{ version: 'mine', tag: 'v1' }, 'mine'],
  [{ tag: 'v1' }, 'v1'],
  [{}, /^c0ffee0-[0-9a-f]{8}$/],
])('the version by %j', (origin, version) => {
  expect(releaseOf([published()], { commit: COMMIT, ...origin }).version).toMatch(version);
});

test('the same images have the same version', () => {
  const version = (digest: string) => releaseOf([published({ digest })], { commit: COMMIT }).version;
  expect(version(digestOf('a'))).toBe(version(digestOf('a')));
  expect(version(digestOf('a'))).not.toBe(version(digestOf('b')));
});

test.each(['', '-v1', 'v1/2', 'v'.repeat(64), 'v1.'])('%j names no version', (version) => {
  expect(failureOf(() => releaseOf([published()], { commit: COMMIT, version })).split('\n')[0]).toBe(
    `E_OPTION_INVALID: '${version}' cannot name a version: letters, digits, '.', '_' and '-', at most 63, with a letter or digit at both ends`,
  );
});

test.each(['kerp/api', 'localhost/kerp/api'])('%s is not published', (repository) => {
  expect(failureOf(() => releaseOf([recordOf({ repository })], { commit: COMMIT }))).toBe(
    'E_RELEASE: api is in no registry yet\n  where  dist/images/api.json\n  fix    npx nx run api:publish',
  );
});

test('what does not change keeps its digest', () => {
  const merged = mergeReleases(V1, released('v2', { api: '2' }));
  expect(Object.values(merged.images).map(({ digest }) => digest)).toEqual([digestOf('2'), digestOf('1')]);
  expect(merged.version).toMatch(/^c0ffee-[0-9a-f]{8}$/);
  expect(mergeReleases(undefined, V1, 'v3').version).toBe('v3');
});

test('a release survives its file', () => {
  expect(parseRelease(JSON.stringify(V1), 'dist/release.json')).toEqual(V1);
});

test.each(['', 'null', '[]', '{"format":2,"version":"v1","images":{}}', '{"format":1}'])('refuses %j', (text) => {
  expect(failureOf(() => parseRelease(text, 'dist/release.json'))).toBe(
    'E_RELEASE: this is no release of format 1\n  where  dist/release.json\n  fix    npx nx run deployments:release makes one from the image records',
  );
});

const SERVERS = { name: 'kerp/servers', repository: 'r.io/kerp/servers', digest: digestOf('5'), source: 'src-5' };
const named = releaseOf([published()], { commit: COMMIT, version: 'v2' });

test.each([
  {
    name: 'what an environment has of its own stays as it runs',
    running: { ...named, images: { servers: SERVERS } },
    images: { servers: SERVERS },
  },
  { name: 'nothing runs yet', running: undefined, images: {} },
  { name: 'nothing of its own runs', running: named, images: {} },
])('a release is of services: $name', ({ running, images }) => {
  expect(withOwnImages(named, ['servers'], running)).toEqual({ ...named, images: { ...named.images, ...images } });
});
