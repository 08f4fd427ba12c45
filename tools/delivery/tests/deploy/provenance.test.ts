import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { attestationsOf } from '../../src/adapters/attestations.ts';
import { readEnvironments } from '../../src/deploy/prepare.ts';
import { refuseUnproven } from '../../src/deploy/provenance.ts';
import { environmentNamed } from '../../src/deploy/settings.ts';
import { rejectionOf } from '../failure.ts';
import { folderWith } from '../folder.ts';
import { digestOf } from '../image/records.ts';
import { environmentOf, releaseOf } from './shop.ts';
import { type Signer, type Sigstore, sigstore } from './sigstore.ts';

const BUILD = 'https://github.com/kerp/kerp/.github/workflows/build.yml@refs/heads/';
const GITHUB = 'https://token.actions.githubusercontent.com';
const MAIN: Signer = { identity: `${BUILD}main`, issuer: GITHUB };

const ROOT_FILE = 'trusted-root.json';
const environment = environmentOf({
  provenance: { issuer: GITHUB, identities: [`${BUILD}main`, `${BUILD}hotfix/*`], trustedRoot: ROOT_FILE },
});
const release = releaseOf('v1', { api: '1' });
const DIGEST = digestOf('1');
const IMAGE = `r.io/shop/api@${DIGEST}`;

let store: Sigstore;
let stranger: Sigstore;
beforeAll(async () => {
  [store, stranger] = await Promise.all([sigstore(), sigstore()]);
});

/** What GitHub's attest action states, with one subject. */
function statementOf(digest: string, own: object = {}): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'r.io/shop/api', digest: { sha256: digest.replace('sha256:', '') } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: { buildDefinition: { buildType: 'https://actions.github.io/buildtypes/workflow/v1' } },
    ...own,
  };
}

/** Verifies with these lines in the file of the image. */
function refusing(lines: string | undefined, trustedRoot = store.trustedRoot): Promise<void> {
  const files = { [ROOT_FILE]: trustedRoot, ...(lines === undefined ? {} : { [`dist/attestations/${DIGEST}.jsonl`]: lines }) };
  return refuseUnproven(release, environment, attestationsOf(folderWith(files), {}));
}

test.each<[what: string, lines: () => Promise<string>]>([
  ['the workflow on main', () => store.attest(statementOf(DIGEST), MAIN)],
  ['the workflow on a hotfix', () => store.attest(statementOf(DIGEST), { ...MAIN, identity: `${BUILD}hotfix/login` })],
  [
    'another workflow first, then the one that is trusted',
    async () => {
      const signers = [{ ...MAIN, identity: `${BUILD}develop` }, MAIN];
      return `${(await Promise.all(signers.map((signer) => store.attest(statementOf(DIGEST), signer)))).join('\n')}\n`;
    },
  ],
])('built by %s', async (_, lines) => {
  await expect(refusing(await lines())).resolves.toBeUndefined();
});

const changed = async (change: (bundle: { dsseEnvelope: { payload: string } }) => void): Promise<string> => {
  const bundle = JSON.parse(await store.attest(statementOf(digestOf('2')), MAIN));
  change(bundle);
  return JSON.stringify(bundle);
};
const MISSING =
  'have it asked of GitHub: GITHUB_REPOSITORY=<owner>/<name>, and a GITHUB_TOKEN with attestations: read; what has none there was not built by build.yml';
const SUSPECT = 'do not deploy it: have build.yml build its commit anew, and find out who made this one';

test.each<[what: string, lines: () => Promise<string | undefined>, says: string, fix: string]>([
  ['no attestation', async () => undefined, 'has no attestation', MISSING],
  ['an empty file', async () => '\n', 'has no attestation', MISSING],
  [
    'that of another image',
    () => store.attest(statementOf(digestOf('2')), MAIN),
    `has the attestation of another image: ${digestOf('2')}`,
    SUSPECT,
  ],
  [
    'that of a branch that does not go here',
    () => store.attest(statementOf(DIGEST), { ...MAIN, identity: `${BUILD}develop` }),
    `was built by ${BUILD}develop, which this environment does not trust`,
    SUSPECT,
  ],
  [
    'that of a fork',
    () => store.attest(statementOf(DIGEST), { ...MAIN, identity: MAIN.identity.replace('kerp/kerp', 'eve/kerp') }),
    `was built by ${MAIN.identity.replace('kerp/kerp', 'eve/kerp')}, which this environment does not trust`,
    SUSPECT,
  ],
  [
    'a deeper branch',
    () => store.attest(statementOf(DIGEST), { ...MAIN, identity: `${BUILD}hotfix/a/b` }),
    `was built by ${BUILD}hotfix/a/b, which this environment does not trust`,
    SUSPECT,
  ],
  [
    'the word of another issuer',
    () => store.attest(statementOf(DIGEST), { ...MAIN, issuer: 'https://eve.example.com' }),
    `is signed with the word of another issuer: invalid certificate extension - expected issuer=${GITHUB}, got issuer=https://eve.example.com`,
    SUSPECT,
  ],
  [
    'a statement that was changed',
    () =>
      changed(({ dsseEnvelope }) => {
        dsseEnvelope.payload = Buffer.from(JSON.stringify(statementOf(DIGEST))).toString('base64');
      }),
    'has an attestation that was changed, or signed by somebody unknown: DSSE payload hash mismatch',
    SUSPECT,
  ],
  [
    'the certificate of a stranger',
    () => stranger.attest(statementOf(DIGEST), MAIN),
    'has an attestation that was changed, or signed by somebody unknown: Failed to verify certificate chain',
    SUSPECT,
  ],
  [
    'a statement about something else',
    () => store.attest(statementOf(DIGEST, { predicateType: 'https://spdx.dev/Document/v2.3' }), MAIN),
    'has a statement of https://spdx.dev/Document/v2.3, which says nothing of its build',
    SUSPECT,
  ],
  [
    'a broken file',
    async () => '{',
    "has an attestation that cannot be read: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
    SUSPECT,
  ],
])('refuses %s', async (_, lines, says, fix) => {
  expect(await rejectionOf(refusing(await lines()))).toBe(`E_PROVENANCE: ${IMAGE} ${says}\n  where  test\n  fix    ${fix}`);
});

test('every image that is refused is named', async () => {
  const two = releaseOf('v1', { api: '1', web: '2' });
  const message = await rejectionOf(refuseUnproven(two, environment, attestationsOf(folderWith({ [ROOT_FILE]: store.trustedRoot }), {})));
  expect(message).toContain(`r.io/shop/web@${digestOf('2')} has no attestation`);
  expect(message).toContain(`${IMAGE} has no attestation`);
});

test('an environment that takes unsigned images asks nobody', async () => {
  await expect(refuseUnproven(release, environmentOf(), attestationsOf('/nowhere', {}))).resolves.toBeUndefined();
});

test.each<[what: string, text: string | undefined, says: string]>([
  ['is missing', undefined, 'E_SETTINGS_INVALID: there is no trusted root of Sigstore, which says whose signatures count'],
  ['is broken', '[', 'E_SETTINGS_INVALID: this is no trusted root of Sigstore: Unexpected end of JSON input'],
])('a trusted root that %s', async (_, text, says) => {
  const folder = folderWith(text === undefined ? {} : { [ROOT_FILE]: text });
  const message = await rejectionOf(refuseUnproven(release, environment, attestationsOf(folder, {})));
  expect(message).toBe(`${says}\n  where  trusted-root.json\n  fix    gh attestation trusted-root > trusted-root.json`);
});

const WORKSPACE = path.join(import.meta.dirname, '../../../..');

test.each(['dev', 'staging', 'production'])(
  '%s trusts the workflow on the branches that go there, by the root of Sigstore',
  async (name) => {
    const { provenance } = environmentNamed(name, await readEnvironments(WORKSPACE));
    if (provenance === 'unsigned') throw new Error('it takes images of anybody');
    const { branches } = JSON.parse(readFileSync(path.join(WORKSPACE, 'deployments/branches.json'), 'utf8')) as {
      branches: { pattern: string; deploysTo: string[] }[];
    };
    const own = branches.filter(({ deploysTo }) => deploysTo.includes(name)).map(({ pattern }) => `${BUILD}${pattern}`);
    expect(provenance.identities).toEqual(own);
    const message = await rejectionOf(refuseUnproven(release, environmentOf({ provenance }), attestationsOf(WORKSPACE, {}, 'nowhere')));
    expect(message).toContain('has no attestation');
  },
);
