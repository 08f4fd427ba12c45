import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Sigstore, sigstore } from '../tests/deploy/sigstore.ts';
import { type ApiProxy, openApiProxy } from './api-proxy.ts';
import { openShop, type Service, type Shop } from './shop.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
const IDENTITY = 'https://github.com/kerp/kerp/.github/workflows/build.yml@refs/heads/main';
const TRUSTED_ROOT = 'deployments/trusted-root.json';

let shop: Shop;
let store: Sigstore;
let proxy: ApiProxy;
beforeAll(async () => {
  [store, proxy] = await Promise.all([sigstore(), openApiProxy(inject('cluster'))]);
  const provenance = { issuer: ISSUER, identities: [IDENTITY], trustedRoot: TRUSTED_ROOT };
  shop = await openShop(inject('cluster'), { replicas: 1, settings: { provenance } });
  await writeFile(path.join(shop.root, TRUSTED_ROOT), store.trustedRoot);
  // Two images: what is said of one says nothing of the other.
  await shop.publish('v1', { api: 'well', web: 'late' });
});
afterAll(async () => {
  await proxy.close();
  await shop.remove();
});

/** As `gh attestation download` leaves what build.yml has said of an image. @param identity who says so. */
async function attest(service: Service, identity = IDENTITY): Promise<void> {
  const { digest, name } = JSON.parse(await readFile(path.join(shop.root, `dist/images/${service}.json`), 'utf8'));
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: digest.replace('sha256:', '') } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {},
  };
  const folder = path.join(shop.root, 'dist/attestations');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${digest}.jsonl`), await store.attest(statement, { identity, issuer: ISSUER }));
}

it('an image that nobody has vouched for, or somebody else, is refused before anything is written', async () => {
  await attest('api');
  const missing = await shop.run('deploy', { version: 'v1' }, proxy.kubeconfig);
  expect(missing.output).toMatch(/E_PROVENANCE: \S+\/shop\/web@sha256:\w+ has no attestation\n/);
  const fork = IDENTITY.replace('kerp/kerp', 'somebody/kerp');
  await attest('web', fork);
  const other = await shop.run('deploy', { version: 'v1' }, proxy.kubeconfig);
  expect(other.output).toMatch(`was built by ${fork}, which this environment does not trust`);
  expect([missing.exitCode, other.exitCode, proxy.writes]).toEqual([1, 1, []]);
});

it('a release whose every image was built by the workflow is deployed', async () => {
  await Promise.all([attest('api'), attest('web')]);
  const { exitCode, output } = await shop.run('deploy', { version: 'v1' });
  expect(exitCode, output).toBe(0);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
});
