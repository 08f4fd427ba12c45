import { expect, test } from 'vitest';
import { go } from '../../src/toolchain/go.ts';
import { GENERATED } from '../../src/toolchain/targets.ts';
import type { BuildOptions, GoScope, TestOptions } from '../../src/toolchain/toolchain.ts';
import { askedOf, linesOf, shownOf } from './commands.ts';
import { factsOf, targetOf } from './facts.ts';

const project = { name: 'x', root: 'apps/x' };

test.each([
  [false, 'apps/x> GOWORK=off CGO_ENABLED=0 GOFLAGS=-trimpath go-tool:golangci-lint run --allow-parallel-runners ./...'],
  [true, 'apps/x> GOWORK=off CGO_ENABLED=0 GOFLAGS=-trimpath go-tool:golangci-lint run --allow-parallel-runners --fix ./...'],
])('lint, fix=%s', (fix, line) => {
  expect(shownOf(go.lint?.(project, { fix }))).toEqual([line]);
});

test('lint is asked for findings with paths that do not begin where its settings are', () => {
  expect(askedOf(go.lint?.(project, { fix: false }))).toEqual([
    'golangci-lint, golangci-lint: apps/x> GOWORK=off CGO_ENABLED=0 GOFLAGS=-trimpath go-tool:golangci-lint run --allow-parallel-runners --path-mode=abs ' +
      '--show-stats=false --output.text.path= --output.json.path=stdout ./...',
  ]);
});

const TESTED = 'apps/x> GOWORK=off CGO_ENABLED=1 go-tool:gotestsum --format=pkgname --junitfile=../../dist/test/x/junit.xml';
const COVERED = '-race -coverprofile=../../dist/test/x/coverage.out -covermode=atomic';

test.each<[own: Partial<TestOptions>, line: string]>([
  [{}, `${TESTED} -- ${COVERED} ./...`],
  [{ filter: 'TestA|TestB' }, `${TESTED} -- ${COVERED} '-run=TestA|TestB' ./...`],
  [{ watch: true }, `${TESTED} --watch -- ${COVERED} ./...`],
  [{ args: ['-count=1', '-short'] }, `${TESTED} -- ${COVERED} -count=1 -short ./...`],
])('test, %j', (own, line) => {
  expect(linesOf(go.test?.(project, { outputDir: 'dist/test/x', watch: false, args: [], ...own }))).toEqual([line]);
});

test('tests behind a build tag are shown one by one, and never taken from the cache of go', () => {
  const tagged = { ...project, go: { tags: ['integration', 'slow'] } };
  expect(shownOf(go.lint?.(tagged, { fix: false }))).toEqual([
    'apps/x> GOWORK=off CGO_ENABLED=0 GOFLAGS=-trimpath go-tool:golangci-lint run --allow-parallel-runners --build-tags=integration,slow ./...',
  ]);
  expect(linesOf(go.test?.(tagged, { outputDir: 'dist/test/x', watch: false, args: [] }))).toEqual([
    `${TESTED.replace('pkgname', 'testname')} -- ${COVERED} -tags=integration,slow -count=1 ./...`,
  ]);
});

test('tests around a module that is too large to be compiled twice are compiled as it is built', () => {
  const large = { ...project, go: { asBuilt: true as const } };
  expect(linesOf(go.test?.(large, { outputDir: 'dist/test/x', watch: false, args: [], filter: 'TestA' }))).toEqual([
    `${TESTED.replace('CGO_ENABLED=1', 'CGO_ENABLED=0')} -- -trimpath -buildvcs=false -vet=off -run=TestA ./...`,
  ]);
});

function built({
  marker = 'module x\n',
  mains = ['api'],
  ...own
}: Partial<BuildOptions> & { marker?: string; mains?: string[] }): string[] {
  const contents = { marker, sources: [project.root] };
  const platform = { os: 'linux', arch: 'amd64' } as const;
  const scope = { mains: mains.map((main) => `cmd/${main}`) };
  return linesOf(go.build?.({ ...project, go: scope }, { outputDir: 'dist/x', platform, source: '123', contents, ...own }));
}

const STATIC = 'CGO_ENABLED=0 GOOS=linux GOARCH=amd64 path:go build -trimpath -buildvcs=false';

test.each<[name: string, own: Parameters<typeof built>[0], lines: string[]]>([
  ['one program', {}, [`apps/x> GOWORK=off ${STATIC} '-ldflags=-s -w' -o=../../dist/x/api ./cmd/api`]],
  ['a stamp', { stamp: 'm/b.S' }, [`apps/x> GOWORK=off ${STATIC} '-ldflags=-s -w -X m/b.S=123' -o=../../dist/x/api ./cmd/api`]],
  [
    'another platform',
    { platform: { os: 'darwin', arch: 'arm64' } },
    [`apps/x> GOWORK=off ${STATIC.replace('linux', 'darwin').replace('amd64', 'arm64')} '-ldflags=-s -w' -o=../../dist/x/api ./cmd/api`],
  ],
  [
    'the toolchain that go.mod names',
    { marker: 'module x\n\ngo 1.25.0\n\ntoolchain go1.26.1\n' },
    [`apps/x> GOWORK=off GOTOOLCHAIN=go1.26.1 ${STATIC} '-ldflags=-s -w' -o=../../dist/x/api ./cmd/api`],
  ],
  [
    'no toolchain that is only a comment',
    { marker: '// toolchain go1.26.1\n' },
    [`apps/x> GOWORK=off ${STATIC} '-ldflags=-s -w' -o=../../dist/x/api ./cmd/api`],
  ],
  [
    'several programs',
    { mains: ['a', 'b'] },
    ['a', 'b'].map((main) => `apps/x> GOWORK=off ${STATIC} '-ldflags=-s -w' -o=../../dist/x/${main} ./cmd/${main}`),
  ],
  ['no program', { mains: [] }, []],
])('build, %s', (_name, own, lines) => {
  expect(built(own)).toEqual(lines);
});

const ENVIRONMENT = [
  { runtime: 'go version || echo go is missing' },
  { env: 'GOOS' },
  { env: 'GOARCH' },
  { env: 'GOFLAGS' },
  { env: 'GOAMD64' },
  { env: 'GOARM64' },
  { env: 'GOEXPERIMENT' },
  { env: 'CGO_ENABLED' },
];

test('a library has lint, test and tidy', () => {
  const inferred = go.infer(factsOf({ above: ['.golangci.yaml', 'go.mod'] }), {});
  expect(Object.keys(inferred.targets)).toEqual(['lint', 'test', 'tidy']);
  expect(targetOf(inferred, 'lint')).toEqual({
    executor: '@kerp/delivery:lint',
    options: { toolchain: 'go' },
    inputs: ['default', '^production', GENERATED, ...ENVIRONMENT, { env: 'DELIVERY_JUDGE' }, '{workspaceRoot}/.golangci.yaml'],
    outputs: ['{workspaceRoot}/dist/lint/{projectRoot}'],
    dependsOn: ['generate', '^generate'],
    cache: true,
  });
  expect(targetOf(inferred, 'test')).toEqual({
    executor: '@kerp/delivery:test',
    options: { toolchain: 'go' },
    inputs: ['default', '^production', GENERATED, ...ENVIRONMENT],
    outputs: ['{workspaceRoot}/dist/test/{projectRoot}'],
    dependsOn: ['generate', '^generate'],
    cache: true,
  });
  expect(targetOf(inferred, 'tidy')).toEqual({ executor: '@nx-go/nx-go:tidy' });
});

test.each([
  ['lint', 'golangci-lint'],
  ['scan', 'golangci-lint'],
  ['test', 'gotestsum'],
])('%s waits for the pinned %s and is run again when that changes', (verb, tool) => {
  const { inputs, dependsOn } = targetOf(go.infer(factsOf({ goTools: [tool] }), {}), verb);
  expect(inputs).toEqual(expect.arrayContaining([`{workspaceRoot}/tools/bin/${tool}/go.mod`, `{workspaceRoot}/tools/bin/${tool}/go.sum`]));
  expect(dependsOn).toEqual(['generate', '^generate', { projects: [tool], target: 'build' }]);
});

test.each([
  [{}, { toolchain: 'go', go: { mains: ['cmd/api'] } }],
  [{ goStamp: 'm/b.S' }, { toolchain: 'go', go: { mains: ['cmd/api'] }, stamp: 'm/b.S' }],
])('a module with programs has a build; options %j', (plugin, options) => {
  expect(targetOf(go.infer(factsOf({ mains: ['api'] }), plugin), 'build')).toEqual({
    executor: '@kerp/delivery:build',
    options,
    inputs: ['production', '^production', GENERATED, ...ENVIRONMENT, { env: 'DELIVERY_PLATFORMS' }],
    outputs: ['{workspaceRoot}/dist/{projectRoot}'],
    dependsOn: ['generate', '^generate'],
    cache: true,
  });
});

test('production leaves out tests, their data and documents', () => {
  expect(go.infer(factsOf(), {}).namedInputs).toEqual({
    default: ['{projectRoot}/**/*'],
    production: ['{projectRoot}/**/*', '!{projectRoot}/**/*_test.go', '!{projectRoot}/**/testdata/**', '!{projectRoot}/**/*.md'],
  });
});

test('a part of a module runs on its own package, and says so in the target', () => {
  const inferred = go.infer(factsOf({ root: 'store', around: true, go: { module: '.', packages: 'own' } }), {});
  expect(Object.keys(inferred.targets)).toEqual(['lint', 'test']);
  expect(targetOf(inferred, 'test').options).toEqual({ toolchain: 'go', go: { module: '.', onePackage: true } });
  // Not in dist/test/store, which would hold the results of store/redis as well.
  expect(targetOf(inferred, 'test').outputs).toEqual(['{workspaceRoot}/dist/test/@x']);
  expect(inferred.namedInputs['production']).toEqual(expect.arrayContaining(['{workspaceRoot}/go.mod', '{workspaceRoot}/go.sum']));
});

test('a package around others has what is compiled there, and not the folders below it', () => {
  const { namedInputs } = go.infer(factsOf({ root: '.', go: { packages: 'own' } }), {});
  expect(namedInputs['default']?.slice(0, 2)).toEqual(['{projectRoot}/*', '{projectRoot}/testdata/**/*']);
  expect(namedInputs['production']?.[0]).toMatch(/^\{projectRoot\}\/\*\.\{go,c,/);
});

test('a module whose packages are projects of their own has nothing to test', () => {
  expect(Object.keys(go.infer(factsOf({ root: '.', go: { packages: 'none' } }), {}).targets)).toEqual(['tidy']);
});

test('a module that needs go.work depends on its files', () => {
  const inferred = go.infer(factsOf({ go: { workspace: ['go.work', 'libs/a/go.mod'] } }), {});
  for (const verb of ['lint', 'test']) {
    expect(targetOf(inferred, verb)).toMatchObject({
      options: { go: { workspace: true } },
      inputs: expect.arrayContaining(['{workspaceRoot}/go.work', '{workspaceRoot}/libs/a/go.mod']),
    });
  }
});

test('embedded documents and test data are inputs although such files are not', () => {
  const { namedInputs } = go.infer(factsOf({ go: { embedded: ['apps/x/a.md'], embeddedInTests: ['apps/x/testdata/b'] } }), {});
  expect(namedInputs['production']?.slice(-2)).toEqual(['{workspaceRoot}/apps/x/a.md', '{workspaceRoot}/apps/x/a.md/**/*']);
  expect(namedInputs['default']).toEqual(expect.arrayContaining(['{workspaceRoot}/apps/x/testdata/b']));
});

test.each<[name: string, scope: GoScope, lines: string[]]>([
  [
    'go.work',
    { workspace: true },
    ['apps/x> GOWORK=auto CGO_ENABLED=0 GOFLAGS=-trimpath go-tool:golangci-lint run --allow-parallel-runners ./...'],
  ],
  [
    'one package',
    { onePackage: true },
    ['apps/x> GOWORK=off CGO_ENABLED=0 GOFLAGS=-trimpath go-tool:golangci-lint run --allow-parallel-runners .'],
  ],
])('lint, %s', (_name, scope, lines) => {
  expect(shownOf(go.lint?.({ ...project, go: scope }, { fix: false }))).toEqual(lines);
});

test.each<[root: string, mains: string[], programs: string[]]>([
  ['.', [''], ['-o=dist/x/x .']],
  ['cmd/api', [''], ['-o=../../dist/x/api .']],
  ['cmd', ['api', 'worker'], ['-o=../dist/x/api ./api', '-o=../dist/x/worker ./worker']],
])('build in %s of %j', (root, mains, programs) => {
  const contents = { marker: '', sources: [] };
  const platform = { os: 'linux', arch: 'amd64' } as const;
  const commands = go.build?.({ name: 'x', root, go: { mains } }, { outputDir: 'dist/x', platform, source: '1', contents });
  expect(linesOf(commands).map((line) => line.split(' ').slice(-2).join(' '))).toEqual(programs);
});

test('tests and builds take what they reach: a list where tests bring in more than production code', () => {
  const listed = (...projects: string[]) => ({
    inputs: [{ input: 'production', projects }],
    generate: [{ target: 'generate', projects }],
  });
  const upstream = { production: listed('a'), checks: listed('a', 'b') };
  const inferred = go.infer(factsOf({ mains: ['api'], upstream }), {});
  expect(targetOf(inferred, 'test').inputs?.slice(0, 2)).toEqual(['default', { input: 'production', projects: ['a', 'b'] }]);
  expect(targetOf(inferred, 'lint').dependsOn).toEqual(['generate', { target: 'generate', projects: ['a', 'b'] }]);
  expect(targetOf(inferred, 'build').inputs?.slice(0, 2)).toEqual(['production', { input: 'production', projects: ['a'] }]);
  expect(targetOf(inferred, 'build').dependsOn).toEqual(['generate', { target: 'generate', projects: ['a'] }]);
});

const DATABASE = { name: 'OSV', date: '2026-11-24T00:00:00.000Z', folder: '/cache' };

test.each<[name: string, scope: GoScope, gosec: string, govulncheck: string]>([
  [
    'a module',
    {},
    'GOWORK=off CGO_ENABLED=0 GOFLAGS=-trimpath go-tool:golangci-lint run ... ./...',
    'GOWORK=off go-tool:govulncheck ... ./...',
  ],
  [
    'one package of go.work',
    { workspace: true, onePackage: true },
    'GOWORK=auto CGO_ENABLED=0 GOFLAGS=-trimpath go-tool:golangci-lint run ... .',
    'GOWORK=auto go-tool:govulncheck ... .',
  ],
  [
    'tests behind a tag',
    { tags: ['slow'] },
    'GOWORK=off CGO_ENABLED=0 GOFLAGS=-trimpath go-tool:golangci-lint run ... --build-tags=slow ./...',
    'GOWORK=off go-tool:govulncheck ... -tags=slow ./...',
  ],
])('scan and audit of %s', (_name, scope, gosec, govulncheck) => {
  const [scan] = go.scan?.({ ...project, go: scope }) ?? [];
  const [audit] = go.audit?.({ ...project, go: scope }, DATABASE) ?? [];
  const options = '--allow-parallel-runners --enable-only=gosec --uniq-by-line=false --output.json.path=stdout --show-stats=false';
  expect(linesOf(scan && [scan.command])).toEqual([`apps/x> ${gosec.replace('...', options)}`]);
  expect(linesOf(audit && [audit.command])).toEqual([
    `apps/x> ${govulncheck.replace('...', '-db=file:///cache/govulncheck -format=json')}`,
  ]);
});

test('a project is audited where the workspace pins govulncheck and keeps a database', () => {
  expect(go.infer(factsOf({ goTools: ['govulncheck'] }), {}).targets).not.toHaveProperty('audit');
  expect(targetOf(go.infer(factsOf({ goTools: ['govulncheck', 'osv-scanner'] }), {}), 'audit')).toMatchObject({
    executor: '@kerp/delivery:audit',
    options: { toolchain: 'go' },
    inputs: expect.arrayContaining([
      '{workspaceRoot}/tools/bin/govulncheck/go.mod',
      { env: 'DELIVERY_VULN_DB' },
      { dependentTasksOutputFiles: '**/database.json', transitive: true },
    ]),
    outputs: ['{workspaceRoot}/dist/audit/{projectRoot}'],
    dependsOn: ['generate', '^generate', { projects: ['govulncheck'], target: 'build' }, { projects: ['osv-scanner'], target: 'database' }],
  });
});
