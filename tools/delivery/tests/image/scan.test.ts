import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from 'sarif';
import { expect, test, vi } from 'vitest';
import { STATE_FILE } from '../../src/check/database/layout.ts';
import { resultFacts, runFacts } from '../../src/check/sarif/contract.ts';
import { type ImageRecord, recordFile } from '../../src/image/record.ts';
import scan from '../../src/image/scan.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { folderWith } from '../folder.ts';
import { onlyPrograms, type Scripts } from '../programs.ts';
import { digestOf, platformImage, recordOf } from './records.ts';

const DOCKERFILE = 'deployments/docker/api/Dockerfile';
const DOCKER = { docker: `case $1 in image) echo '{"Id":"${digestOf('a')}","Size":1}';; esac` };

/** As trivy 0.74 writes it. */
const FOUND = {
  SchemaVersion: 2,
  Results: [
    {
      Target: '/tmp/archive-x/image.tar (debian 12.5)',
      Class: 'os-pkgs',
      Type: 'debian',
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-2099-1',
          PkgName: 'libssl3',
          InstalledVersion: '3.0.11',
          FixedVersion: '3.0.12',
          Severity: 'CRITICAL',
          Title: 'openssl: does wrong',
          PrimaryURL: 'https://avd.example/cve-2099-1',
        },
        { VulnerabilityID: 'CVE-2099-2', PkgName: 'bash', InstalledVersion: '5.2', Severity: 'MEDIUM' },
        { VulnerabilityID: 'CVE-2099-3', PkgName: 'tar', InstalledVersion: '1.34', Severity: 'UNKNOWN' },
      ],
    },
    { Target: 'Python', Type: 'python-pkg', Vulnerabilities: [vulnerability('grpcio', '1.2.0'), vulnerability('pip', '22.0')] },
    { Target: 'app/api', Type: 'gobinary' },
  ],
};

function vulnerability(name: string, version: string) {
  const PkgPath = `usr/lib/${name}/METADATA`;
  return { VulnerabilityID: 'CVE-2099-4', PkgName: name, InstalledVersion: version, FixedVersion: '99', Severity: 'HIGH', PkgPath };
}

interface Setting {
  readonly version?: string;
  /** Of its database; undefined where it has none. */
  readonly date?: string | undefined;
  readonly brings?: string;
  readonly says?: string;
}

/** Plays trivy: it cannot be had with a database here. */
function trivy({
  version = '0.74.0',
  date = new Date().toISOString(),
  brings = 'exit 0',
  says = JSON.stringify(FOUND),
}: Setting = {}): Scripts {
  const known = { Version: version, ...(date === '' ? {} : { VulnerabilityDB: { Version: 2, UpdatedAt: date } }) };
  return {
    trivy: `case "$*" in
version*) printf '%s' '${JSON.stringify(known)}';;
*--download-db-only*) ${brings};;
*) printf '%s' '${says}';;
esac`,
  };
}

interface Options {
  readonly record?: Partial<ImageRecord>;
  readonly below?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

async function scanned(scripts: Scripts, { record = {}, below = [], files = {} }: Options = {}) {
  const lines = quietConsole();
  const root = folderWith({
    [recordFile('api')]: JSON.stringify(recordOf(record)),
    [DOCKERFILE]: 'FROM debian AS build\nRUN true\nFROM base\nCOPY api /\n',
    'apps/api/requirements.lock': 'grpcio==1.2.0\n',
    ...files,
  });
  const programs = onlyPrograms(scripts);
  vi.stubEnv('CI', '');
  const options = { image: 'api', dockerfile: DOCKERFILE, below, locks: ['apps/api/requirements.lock'], engine: 'docker' };
  const { success } = await scan(options, contextOf(root, { api: { root: 'apps/api' } }));
  const read = (tool: string) => {
    const [run] = (JSON.parse(readFileSync(path.join(root, `dist/image-scan/apps/api/${tool}.sarif`), 'utf8')) as Log).runs;
    if (run === undefined) throw new Error('there is no run');
    return run;
  };
  return { success, lines: lines().filter((line) => line !== ''), calls: programs.calls(), read };
}

// What is fixed nowhere, such as CVE-2099-3, blocks nothing.
test('what trivy finds is told at the last stage of the Dockerfile, but for what a lock file lists', async () => {
  const { success, lines, calls, read } = await scanned({ ...trivy(), ...DOCKER });
  expect(success).toBe(false);
  expect(lines.slice(1, 5)).toEqual([
    `${DOCKERFILE}:3 CRITICAL CVE-2099-1 libssl3 3.0.11: openssl: does wrong; fixed in 3.0.12; in the packages of debian`,
    `${DOCKERFILE}:3 MEDIUM CVE-2099-2 bash 5.2: has a known vulnerability; no version without it is known; in the packages of debian`,
    `${DOCKERFILE}:3 HIGH CVE-2099-3 tar 1.34: has a known vulnerability; no version without it is known; in the packages of debian`,
    `${DOCKERFILE}:3 HIGH CVE-2099-4 pip 22.0: has a known vulnerability; fixed in 99; in usr/lib/pip/METADATA`,
  ]);
  const run = read('trivy');
  expect(run.results?.map((result) => resultFacts(result).blocks)).toEqual([true, false, false, true]);
  expect(run.tool.driver.semanticVersion).toBe('0.74.0');
  expect(runFacts(run)).toMatchObject({ project: 'api', verb: 'image-scan', state: 'ran', database: { name: 'trivy-db' } });
  const archive = /--output=(\S+) kerp\/api:src-1/.exec(calls.find((call) => call.startsWith('docker save')) ?? '')?.[1] ?? '';
  expect(calls.at(-1)).toBe(`trivy image --format=json --quiet --scanners=vuln --skip-db-update --offline-scan --input=${archive}`);
  expect(existsSync(path.dirname(archive))).toBe(false);
});

test.each(['0.69.4', '0.69.5', 'v0.69.6'])('trivy %s is refused, and gets nothing to read', async (version) => {
  const { success, lines, calls, read } = await scanned({ ...trivy({ version }), ...DOCKER });
  const reason = `trivy ${version} is one of the versions that attackers published (GHSA-69fq-xp46-6x23)`;
  expect([success, calls]).toEqual([false, ['trivy version --format=json']]);
  expect(runFacts(read('trivy'))).toMatchObject({ state: 'failed', reason });
  expect(lines.slice(-3)).toEqual([
    `E_SCANNER: trivy has not looked at api: ${reason}`,
    '  where  apps/api',
    '  fix    remove it, change every secret that it could read, and install another version',
  ]);
});

test.each<[name: string, setting: Setting, state: string, reason: string | undefined]>([
  ['the version before is none of them', { version: '0.69.3' }, 'ran', undefined],
  ['without a version it is not asked', { version: '' }, 'failed', 'trivy does not say its version'],
  [
    'no database, and none to be had',
    { date: '', brings: 'echo "no such host" >&2; exit 1' },
    'skipped',
    'there is no vulnerability database, and a newer one cannot be had: no such host',
  ],
  [
    'a database of long ago, and no newer one to be had',
    { date: '2026-01-02T00:00:00Z', brings: 'echo "no such host" >&2; exit 1' },
    'skipped',
    'the vulnerability database is of 2026-01-02, and a newer one cannot be had: no such host',
  ],
  ['a database of today, and no newer one to be had', { brings: 'exit 1' }, 'ran', undefined],
  ['garbage', { says: 'half' }, 'failed', 'trivy printed what cannot be read: it is no JSON'],
  [
    'another format',
    { says: '{"SchemaVersion":3}' },
    'failed',
    'trivy printed what cannot be read: is no report of trivy of version 2 but of 3',
  ],
])('trivy: %s', async (_name, setting, state, reason) => {
  const { read } = await scanned({ ...trivy(setting), ...DOCKER });
  expect(runFacts(read('trivy'))).toMatchObject({ state, ...(reason === undefined ? {} : { reason }) });
});

test('what an image below has is left to that', async () => {
  const first = await scanned({ ...trivy(), ...DOCKER });
  const base = JSON.stringify({ runs: [first.read('trivy')] });
  const { success, read } = await scanned(
    { ...trivy(), ...DOCKER },
    { below: ['base'], files: { 'dist/image-scan/base/trivy.sarif': base } },
  );
  expect([success, read('trivy').results]).toEqual([true, []]);
});

test('each platform is looked at, and what both have is told once', async () => {
  const platforms = [platformImage('linux/amd64', 'a'), platformImage('linux/arm64', 'a')];
  const { read } = await scanned({ ...trivy(), ...DOCKER }, { record: { platforms } });
  expect([read('trivy-amd64').results?.length, read('trivy-arm64').results?.length]).toEqual([4, 0]);
});

test('where trivy is not installed osv-scanner looks, with the databases of audits', async () => {
  const files = { [STATE_FILE]: JSON.stringify({ name: 'OSV', date: '2026-11-20T10:00:00Z', archives: {} }) };
  const { success, calls, lines } = await scanned({ 'osv-scanner': `printf '%s' '{"results":[]}'`, ...DOCKER }, { files });
  expect([success, lines.at(-1)]).toEqual([true, 'osv-scanner: no findings (OSV of 2026-11-20)']);
  expect(calls.at(-1)).toMatch(
    /^osv-scanner scan image --archive --offline --offline-vulnerabilities --allow-no-lockfiles --format=json \S+\/image\.tar$/,
  );
});

test('without a database it is a skip with its reason, for which no image is saved', async () => {
  const state = { reason: 'it cannot be had', remedy: 'name a folder' };
  const { success, calls, read } = await scanned(DOCKER, { files: { [STATE_FILE]: JSON.stringify(state) } });
  expect([success, calls]).toEqual([true, []]);
  expect(runFacts(read('osv-scanner'))).toMatchObject({
    state: 'skipped',
    reason: 'there is no vulnerability database: it cannot be had',
    remedy: 'name a folder',
  });
});
