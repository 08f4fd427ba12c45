import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { processRunner } from '../src/adapters/process.ts';
import { workspaceTools } from '../src/adapters/tools.ts';
import { hostPlatform } from '../src/build/platform.ts';
import { chooseEngine } from '../src/image/engines/choose.ts';
import { recordFile } from '../src/image/record.ts';
import { folderWith } from '../tests/folder.ts';
import { recordOf } from '../tests/image/records.ts';
import { imagesScanned, planted, vulnerabilities } from './planted.ts';

const DEBIAN = {
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  // Several packages of one source: a vulnerability of it is one finding.
  'var/lib/dpkg/status': packages({ 'libplanted1 (planted)': '1.0-1', 'planted-tools (planted 1.0-1)': '1:1.0-1', sound: '3.0' }),
};
const PYTHON = {
  'app/planted-1.0.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: planted\nVersion: 1.0.0\n',
  'app/locked-1.0.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: locked\nVersion: 1.0.0\n',
};
const KNOWN = [
  { id: 'DEBIAN-CVE-2099-1', ecosystem: 'Debian', release: '12', name: 'planted', severity: 'HIGH' },
  { id: 'GHSA-2', ecosystem: 'PyPI', name: 'planted', severity: 'MODERATE' },
  { id: 'GHSA-3', ecosystem: 'PyPI', name: 'locked', severity: 'CRITICAL' },
] as const;

/** As dpkg notes them. @param versions by `PACKAGE` or `PACKAGE (SOURCE)`. */
function packages(versions: Readonly<Record<string, string>>): string {
  const entries = Object.entries(versions).map(([name, version]) => {
    const [, own, source] = /^(\S+)(?: \((.*)\))?$/.exec(name) ?? [];
    const lines = [`Package: ${own}`, 'Status: install ok installed', 'Architecture: amd64', ...(source ? [`Source: ${source}`] : [])];
    return [...lines, `Version: ${version}`, 'Maintainer: N <n@example.invalid>', 'Description: none'].join('\n');
  });
  return `${entries.join('\n\n')}\n`;
}

/** Has the engine of this machine pack images, each from the one before it, and writes their records. Its store is of this test. */
async function packed(root: string, images: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void> {
  const store = folderWith();
  writeFileSync(path.join(store, 'storage.conf'), `[storage]\ndriver = "vfs"\ngraphroot = "${store}/images"\nrunroot = "${store}/run"\n`);
  vi.stubEnv('CONTAINERS_STORAGE_CONF', path.join(store, 'storage.conf'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const engine = await chooseEngine(processRunner(root, workspaceTools(root, [])));
  let below = 'scratch';
  for (const [image, files] of Object.entries(images)) {
    const dir = `deployments/docker/${image}`;
    const context = folderWith(files);
    mkdirSync(path.join(root, dir), { recursive: true });
    writeFileSync(path.join(root, dir, 'Dockerfile'), `# ${image}\nFROM ${below}\nCOPY . /\n`);
    const ref = `${engine.localName(`kerp/${image}`)}:src-1`;
    const platform = `linux/${hostPlatform().arch}`;
    const request = { ref, name: `kerp/${image}`, tag: 'src-1', dockerfile: `${dir}/Dockerfile`, context, contexts: {}, platform };
    await engine.build({ ...request, buildArgs: {}, labels: {}, created: '2026-01-01T00:00:00Z' });
    const stored = await engine.inspect(ref);
    if (stored === undefined) throw new Error(`${engine.name} has no ${ref}`);
    const record = recordOf({ image, name: `kerp/${image}`, platforms: [{ platform, ...stored }] });
    mkdirSync(path.join(root, 'dist/images'), { recursive: true });
    writeFileSync(path.join(root, recordFile(image)), JSON.stringify(record));
    below = ref;
  }
}

test('of images finds what no lock file lists, once: in the image that brings it', async () => {
  const root = planted({ 'apps/x/requirements.lock': 'locked==1.0.0\n' });
  await packed(root, { base: DEBIAN, x: PYTHON });
  const source = vulnerabilities(...KNOWN);
  const locks = ['apps/x/requirements.lock'];
  const base = { image: 'base', dockerfile: 'deployments/docker/base/Dockerfile', locks };
  const own = { image: 'x', dockerfile: 'deployments/docker/x/Dockerfile', below: ['base'], locks };
  const [below, above] = await imagesScanned(root, [base, own], source);
  expect([below?.success, below?.findings]).toEqual([false, ['osv-scanner deployments/docker/base/Dockerfile:2 HIGH CVE-2099-1']]);
  expect(below?.lines).toContain(
    'deployments/docker/base/Dockerfile:2 HIGH CVE-2099-1 planted 1.0-1: planted does wrong (DEBIAN-CVE-2099-1); fixed in 99.0.0; in /var/lib/dpkg/status',
  );
  expect([above?.success, above?.findings]).toEqual([true, ['osv-scanner deployments/docker/x/Dockerfile:2 MEDIUM GHSA-2']]);
  expect(above?.lines.at(-1)).toMatch(/^osv-scanner: 1 finding, 0 blocking \(OSV of 20\d\d-\d\d-\d\d\)$/);
});

test('an image without any package is one without findings', async () => {
  const root = planted({});
  await packed(root, { x: { 'app/api': 'static' } });
  const [only] = await imagesScanned(root, [{ image: 'x', dockerfile: 'deployments/docker/x/Dockerfile' }], vulnerabilities(...KNOWN));
  expect([only?.success, only?.findings, only?.states]).toEqual([true, [], ['osv-scanner ran']]);
});

test('without a database an image is skipped with the reason, and fails in CI', async () => {
  const root = planted({});
  const options = [{ image: 'x', dockerfile: 'deployments/docker/x/Dockerfile' }];
  const reason = 'there is no vulnerability database: file:///no-such-folder/Go/all.zip cannot be had: there is no such file';
  vi.stubEnv('CI', '');
  const [here] = await imagesScanned(root, options, 'file:///no-such-folder');
  vi.stubEnv('CI', 'true');
  const [ci] = await imagesScanned(root, options, 'file:///no-such-folder');
  vi.unstubAllEnvs();
  expect([here?.success, here?.states, ci?.success]).toEqual([true, [`osv-scanner skipped ${reason}`], false]);
  expect(ci?.lines).toContain(`E_SCANNER: osv-scanner has not looked at x: ${reason}`);
});
