import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Look } from '../../../src/check/sarif/answer.ts';
import { NO_REMEDY, SUBJECT } from '../../../src/check/sarif/contract.ts';
import { readers } from '../../../src/check/sarif/formats.ts';
import { readOsvImage } from '../../../src/check/sarif/osv-scanner.ts';
import type { Format } from '../../../src/toolchain/check.ts';
import { folderWith } from '../../folder.ts';

function read(format: Format, answer: unknown, files: Readonly<Record<string, string>> = {}) {
  const look: Look = {
    workspaceRoot: '/w',
    base: 'apps/x',
    about: 'apps/x/go.mod',
    elsewhere: ['y/requirements.lock'],
    read: (file) => files[file] ?? '',
  };
  const [run] = readers[format](typeof answer === 'string' ? answer : JSON.stringify(answer), look);
  return { rules: run?.tool.driver.rules, version: run?.tool.driver.version, results: run?.results ?? [] };
}

test('golangci-lint: gosec has its own rules and severities, other linters are rules themselves', () => {
  const Pos = { Filename: 'http/a b.go', Line: 3, Column: 7 };
  const Issues = [
    { FromLinter: 'gosec', Text: 'G201: SQL string formatting', Severity: 'medium', Pos },
    { FromLinter: 'typecheck', Text: 'undefined: x', Severity: '', Pos },
  ];
  const locations = [{ physicalLocation: { artifactLocation: { uri: 'http/a%20b.go' }, region: { startLine: 3, startColumn: 7 } } }];
  expect(read('golangci-lint', { Issues })).toMatchObject({
    rules: [{ id: 'G201' }],
    results: [
      { ruleId: 'G201', message: { text: 'SQL string formatting' }, locations, properties: { severity: 'medium' } },
      { ruleId: 'typecheck', message: { text: 'undefined: x' }, locations },
    ],
  });
  expect(read('golangci-lint', { Issues: null }).results).toEqual([]);
});

test.each([
  ['the severest', ['G202 medium', 'G701 high', 'G999 low'], 'G701'],
  ['the first of the severest', ['G702 high', 'G701 high'], 'G701'],
])('golangci-lint: of what gosec says of a line %s is kept', (_name, said, kept) => {
  const Issues = said.map((one) => {
    const [rule, Severity] = one.split(' ');
    return { FromLinter: 'gosec', Text: `${rule}: SQL`, Severity, Pos: { Filename: 'a.go', Line: 3, Column: 7 } };
  });
  expect(read('golangci-lint', { Issues }).results.map(({ ruleId }) => ruleId)).toEqual([kept]);
});

const LEAK = {
  RuleID: 'github-pat',
  Description: 'A token.',
  File: 'a.txt',
  StartLine: 2,
  StartColumn: 8,
  Secret: 'ghp_secret',
  Commit: '',
};

test('gitleaks: the secret is told to nobody', () => {
  const { results } = read('gitleaks', [LEAK, { ...LEAK, Commit: '61e4a3c1cc7322a87c75417f72c50acfc44d10b3' }]);
  expect(results.map(({ message }) => message.text)).toEqual([
    'A token.',
    'A token. It is in commit 61e4a3c1cc73: whoever has the repository has it, so let it be replaced.',
  ]);
  expect(JSON.stringify(results)).not.toContain('ghp_secret');
  const [tree, history] = results.map(({ properties }) => properties?.[SUBJECT]);
  expect(history).toBe(tree);
});

const RECORD = {
  id: 'GHSA-1',
  summary: 'Does wrong',
  database_specific: { severity: 'MODERATE' },
  affected: [{ package: { name: 'execa' }, ranges: [{ events: [{ introduced: '0' }, { fixed: '10.3.0' }] }] }],
};

function osv(group: object, record: object = RECORD) {
  const packages = [
    {
      package: { name: 'execa', version: '10.2.1', ecosystem: 'npm' },
      groups: [{ ids: ['GHSA-1'], aliases: ['GHSA-1'], max_severity: '', ...group }],
      vulnerabilities: [record],
    },
  ];
  const lock = '{\n  "node_modules/execa": {\n    "version": "10.2.1"\n';
  return read('osv-scanner', { results: [{ source: { path: '/w/package-lock.json' }, packages }] }, { 'package-lock.json': lock });
}

test('osv-scanner: a finding for each vulnerability, at the line of its package', () => {
  expect(osv({ aliases: ['GHSA-1', 'CVE-2099-1'], max_severity: '9.8' })).toMatchObject({
    rules: [{ id: 'CVE-2099-1', shortDescription: { text: 'Does wrong' }, helpUri: 'https://osv.dev/vulnerability/GHSA-1' }],
    results: [
      {
        ruleId: 'CVE-2099-1',
        message: { text: 'execa 10.2.1: Does wrong (GHSA-1, CVE-2099-1); fixed in 10.3.0' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'file:///w/package-lock.json' }, region: { startLine: 2 } } }],
        properties: { severity: 'CRITICAL', fix: 'npm update execa', [SUBJECT]: 'npm execa' },
      },
    ],
  });
});

test.each<[name: string, group: object, record: object, severity: string]>([
  ['the score', { max_severity: '5.0' }, RECORD, 'MEDIUM'],
  ['the word, without a score', {}, { ...RECORD, database_specific: { severity: 'LOW' } }, 'LOW'],
  ['nothing yet', {}, { ...RECORD, database_specific: {} }, 'HIGH'],
  ['that it is malicious', { ids: ['MAL-1'] }, { ...RECORD, id: 'MAL-1' }, 'CRITICAL'],
])('osv-scanner: the severity where a record says %s', (_name, group, record, severity) => {
  expect(osv(group, record).results[0]?.properties?.['severity']).toBe(severity);
});

test('osv-scanner: what is fixed nowhere has no fix', () => {
  const [result] = osv({}, { id: 'GHSA-1', details: 'First line\nsecond' }).results;
  expect(result?.message.text).toBe('execa 10.2.1: First line (GHSA-1); no version without it is known');
  expect(result?.properties).not.toHaveProperty('fix');
});

/** What osv-scanner says of an image of these packages. */
function osvImage(...packages: { name: string; version: string; ids?: string[]; fixed?: string }[]) {
  const entries = packages.map(({ name, version, ids = ['DEBIAN-CVE-2099-1'], fixed }) => ({
    package: { name, version, ecosystem: 'Debian:12' },
    groups: [{ ids, aliases: [], max_severity: '9.8' }],
    vulnerabilities: ids.map((id) => ({
      id,
      summary: 'Does wrong',
      affected: [{ package: { name }, ranges: [{ events: fixed === undefined ? [] : [{ fixed }] }] }],
    })),
  }));
  const answer = { results: [{ source: { path: '/var/lib/dpkg/status' }, packages: entries }] };
  const look = { workspaceRoot: '/w', base: '.', about: 'Dockerfile', elsewhere: [], read: () => 'FROM debian\n' };
  return readOsvImage(JSON.stringify(answer), look)[0]?.results ?? [];
}

test('osv-scanner: of an image, what several packages of one source have is one finding', () => {
  const found = osvImage(
    { name: 'util-linux', version: '1:2.38', fixed: '2.39' },
    { name: 'util-linux', version: '2.38', fixed: '2.39' },
    { name: 'util-linux', version: '2.38', fixed: '2.39', ids: ['DEBIAN-CVE-2099-2'] },
    { name: 'zlib', version: '1.2', fixed: '1.3' },
  );
  expect(found.map(({ ruleId, message }) => `${ruleId} ${message.text?.split(':')[0]}`)).toEqual([
    'CVE-2099-1 util-linux 1',
    'CVE-2099-2 util-linux 2.38',
    'CVE-2099-1 zlib 1.2',
  ]);
});

test.each<[what: string, fixed: string | undefined, ids: string[], blocks: boolean]>([
  ['what is fixed', '2.39', ['DEBIAN-CVE-2099-1'], true],
  ['what is fixed nowhere', undefined, ['DEBIAN-CVE-2099-1'], false],
  ['what is malicious', undefined, ['MAL-2099-1'], true],
])('osv-scanner: of an image, %s blocks where that is of use', (_what, fixed, ids, blocks) => {
  const [result] = osvImage({ name: 'a', version: '1', ids, ...(fixed === undefined ? {} : { fixed }) });
  expect(result?.properties?.[NO_REMEDY] ?? false).toBe(!blocks);
});

const UUID = { module: 'github.com/google/uuid', version: 'v1.6.0' };
const CALL = [
  { ...UUID, package: UUID.module, function: 'Parse', position: { filename: 'uuid.go', line: 68 } },
  { module: 'x', package: 'x/field', receiver: '*ID', function: 'Parse', position: { filename: 'field/id.go', line: 17 } },
];

/** What govulncheck prints: one JSON value after the other. */
function vulnerabilities(traces: readonly (readonly object[])[], severities?: object) {
  const folder = folderWith(severities ? { 'severity.json': JSON.stringify(severities) } : {});
  const entry = { id: 'GO-2099-0001', summary: 'Does wrong', aliases: ['CVE-2099-1'] };
  const messages = [
    { config: { scanner_version: 'v1.9.0', db: pathToFileURL(folder).href } },
    { osv: entry },
    ...traces.map((trace) => ({ finding: { osv: entry.id, fixed_version: 'v1.7.0', trace } })),
  ];
  const goMod = 'module x\n\nrequire github.com/google/uuid v1.6.0\n';
  return read('govulncheck', messages.map((message) => `${JSON.stringify(message, null, 2)}\n`).join(''), { 'apps/x/go.mod': goMod });
}

test('govulncheck: what is called blocks by its severity, and the caller is named', () => {
  const { version, results } = vulnerabilities([[UUID], [{ ...UUID, package: UUID.module }], CALL], { 'GO-2099-0001': 'CRITICAL' });
  expect(version).toBe('v1.9.0');
  expect(results).toMatchObject([
    {
      ruleId: 'GO-2099-0001',
      level: 'error',
      message: {
        text: 'github.com/google/uuid v1.6.0: Does wrong (GO-2099-0001, CVE-2099-1); field.ID.Parse calls uuid.Parse at apps/x/field/id.go:17; fixed in v1.7.0',
      },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'go.mod' }, region: { startLine: 3 } } }],
      properties: { severity: 'CRITICAL', fix: '(cd apps/x && go get github.com/google/uuid@v1.7.0)' },
    },
  ]);
});

test.each<[name: string, traces: object[][], severities: object | undefined, level: string, severity: string, says: string]>([
  ['called and not rated', [CALL], undefined, 'error', 'HIGH', 'field.ID.Parse calls uuid.Parse'],
  ['imported', [[{ ...UUID, package: UUID.module }]], { 'GO-2099-0001': 'CRITICAL' }, 'note', 'LOW', 'otherwise it would be CRITICAL'],
  ['required', [[UUID]], undefined, 'note', 'LOW', 'nothing here calls what is vulnerable'],
])('govulncheck: what is %s', (_name, traces, severities, level, severity, says) => {
  const [result] = vulnerabilities(traces, severities).results;
  expect([result?.level, result?.properties?.['severity']]).toEqual([level, severity]);
  expect(result?.message.text).toContain(says);
});

test('govulncheck: without its configuration an answer is none', () => {
  expect(() => read('govulncheck', '')).toThrow('it has no configuration message');
});

test('osv-scanner: what another project reports is left to it', () => {
  const packagesOf = (ecosystem: string) => [
    {
      package: { name: 'grpcio', version: '1.0.0', ecosystem },
      groups: [{ ids: ['GHSA-1'], aliases: [], max_severity: '' }],
      vulnerabilities: [RECORD],
    },
  ];
  const found = (lock: string, ecosystem = 'PyPI') => {
    const answer = { results: [{ source: { path: '/w/uv.lock' }, packages: packagesOf(ecosystem) }] };
    return read('osv-scanner', answer, { 'y/requirements.lock': lock }).results.length;
  };
  expect([found('grpcio==1.0.0 \\\n'), found('grpcio==1.0.0.post1\n'), found('grpcio==1.0.0\n')]).toEqual([0, 1, 0]);
  // npm has packages of the same names.
  expect(found('grpcio==1.0.0\n', 'npm')).toBe(1);
});
