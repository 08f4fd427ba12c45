import { expect, it } from 'vitest';
import { refuseMissingImages, refuseOtherDigests } from '../../src/deploy/prepare.ts';
import type { Release } from '../../src/deploy/releases.ts';
import type { Registry } from '../../src/ports.ts';
import { rejectionOf } from '../failure.ts';

const DIGEST = `sha256:${'1'.repeat(64)}`;
const OTHER = `sha256:${'2'.repeat(64)}`;
const FIX = '  fix    publish them: npx nx run-many --target=publish, then make the release anew';

const release: Release = {
  format: 1,
  version: 'v1',
  commit: 'c'.repeat(40),
  images: { api: { name: 'kerp/api', repository: 'registry.example/kerp/api', digest: DIGEST, source: 'src-1' } },
};

/** @param digests by reference. */
function registryWith(digests: Readonly<Record<string, string>>): Registry {
  const unused = () => Promise.reject(new Error('a deploy only looks'));
  return { digest: async (ref) => digests[ref], tag: unused, index: unused };
}

const accepted = [
  { name: 'an image that is there', refuse: refuseMissingImages, digests: { [`registry.example/kerp/api@${DIGEST}`]: DIGEST } },
  { name: 'the digest of its sources', refuse: refuseOtherDigests, digests: { 'registry.example/kerp/api:src-1': DIGEST } },
  { name: 'sources without a tag', refuse: refuseOtherDigests, digests: {} },
];

it.each(accepted)('takes $name', async ({ refuse, digests }) => {
  await expect(refuse(release, registryWith(digests))).resolves.toBeUndefined();
});

const refused = [
  {
    name: 'an image that is not there',
    refuse: refuseMissingImages,
    digests: {},
    says: `E_RELEASE: the registry does not have
api: registry.example/kerp/api@${DIGEST}
${FIX}`,
  },
  {
    name: 'another digest of the same sources',
    refuse: refuseOtherDigests,
    digests: { 'registry.example/kerp/api:src-1': OTHER },
    says: `E_RELEASE: the registry has other digests
api: ${DIGEST} in the release, ${OTHER} as registry.example/kerp/api:src-1
${FIX}`,
  },
];

it.each(refused)('refuses $name', async ({ refuse, digests, says }) => {
  expect(await rejectionOf(refuse(release, registryWith(digests)))).toBe(says);
});
