import { expect, test } from 'vitest';
import { imageLabels } from '../../src/image/labels.ts';

const COMMIT = '3f2a1b9c0d12e4f5a6b7c8d9e0f1a2b3c4d5e6f7';
const CREATED = '2026-03-02T01:00:00Z';

test.each([
  ['a commit', COMMIT, '3f2a1b9c0d12'],
  ['changes that are not committed', `${COMMIT}-dirty`, '3f2a1b9c0d12'],
  ['no commit', 'uncommitted', 'uncommitted'],
])('labels of %s', (_name, revision, version) => {
  expect(imageLabels('api', { revision, created: CREATED }, 'https://git.example.com/kerp')).toEqual({
    'org.opencontainers.image.title': 'api',
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.created': CREATED,
    'org.opencontainers.image.source': 'https://git.example.com/kerp',
  });
});

test('without a repository there is no source', () => {
  expect(imageLabels('api', { revision: COMMIT, created: CREATED }, undefined)).not.toHaveProperty('org.opencontainers.image.source');
});
