import path from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import {
  buildOutputs,
  cachedTarget,
  databaseOf,
  findingsOutputs,
  GENERATED,
  JUDGED,
  testOutputs,
  toolBuild,
  toolInputs,
} from './targets.ts';
import type { GoFacts, GoScope, Inferred, ProjectFacts } from './toolchain.ts';

/** Everything outside the files that changes what the go command makes. */
export const GO_ENVIRONMENT = [
  { runtime: 'go version || echo go is missing' },
  ...['GOOS', 'GOARCH', 'GOFLAGS', 'GOAMD64', 'GOARM64', 'GOEXPERIMENT', 'CGO_ENABLED'].map((env) => ({ env })),
];

/** golangci-lint takes the nearest. */
const LINT_SETTINGS = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

/** @param stamp Go variable that `build` sets to the hash of the sources. */
export function inferGo(project: ProjectFacts, stamp: string | undefined): Inferred {
  const { go, upstream } = project;
  if (go === undefined) throw new Error(`nothing is known of the Go project ${project.name}`);
  const shared = [...go.workspace.map(fromWorkspace), ...GO_ENVIRONMENT];
  const targets: Record<string, TargetConfiguration> = {};
  if (go.packages !== 'none') {
    const tested = ['default', ...upstream.checks.inputs, GENERATED, ...shared];
    // gosec, which `scan` runs, is a part of golangci-lint.
    const golangciLint = {
      options: { toolchain: 'go', ...scopeOf(project, go) },
      inputs: [...tested, JUDGED, ...project.above(LINT_SETTINGS).map(fromWorkspace), ...toolInputs(project, 'golangci-lint')],
      dependsOn: ['generate', ...upstream.checks.generate, ...toolBuild(project, 'golangci-lint')],
    };
    targets['lint'] = cachedTarget({
      executor: '@kerp/delivery:lint',
      ...golangciLint,
      outputs: findingsOutputs('lint', project),
      description: 'Checks format and code with golangci-lint; --fix repairs',
    });
    if (project.goTools.has('golangci-lint')) {
      targets['scan'] = cachedTarget({
        executor: '@kerp/delivery:scan',
        ...golangciLint,
        outputs: findingsOutputs('scan', project),
        description: 'Looks for dangerous code with gosec',
      });
    }
    const database = project.goTools.has('govulncheck') ? databaseOf(project) : undefined;
    if (database) {
      targets['audit'] = cachedTarget({
        executor: '@kerp/delivery:audit',
        options: { toolchain: 'go', ...scopeOf(project, go) },
        inputs: [...tested, ...database.inputs, ...toolInputs(project, 'govulncheck')],
        outputs: findingsOutputs('audit', project),
        dependsOn: ['generate', ...upstream.checks.generate, ...toolBuild(project, 'govulncheck'), ...database.dependsOn],
        description: 'Looks for known vulnerabilities that the code calls with govulncheck',
      });
    }
    targets['test'] = cachedTarget({
      executor: '@kerp/delivery:test',
      options: { toolchain: 'go', ...scopeOf(project, go) },
      inputs: [...tested, ...toolInputs(project, 'gotestsum')],
      outputs: testOutputs(project),
      dependsOn: ['generate', ...upstream.checks.generate, ...toolBuild(project, 'gotestsum')],
      description: 'Runs go test -race with coverage',
    });
  }
  if (go.module === project.root) {
    targets['tidy'] = { executor: '@nx-go/nx-go:tidy', metadata: { description: 'Brings go.mod and go.sum up to date' } };
  }
  if (go.mains.length > 0) targets['build'] = buildTarget(project, go, shared, stamp);
  return { targets, namedInputs: namedInputsOf(project, go) };
}

function buildTarget(
  project: ProjectFacts,
  go: GoFacts,
  shared: NonNullable<TargetConfiguration['inputs']>,
  stamp: string | undefined,
): TargetConfiguration {
  return cachedTarget({
    executor: '@kerp/delivery:build',
    options: { toolchain: 'go', ...scopeOf(project, go, go.mains), ...(stamp === undefined ? {} : { stamp }) },
    inputs: ['production', ...project.upstream.production.inputs, GENERATED, ...shared, { env: 'DELIVERY_PLATFORMS' }],
    outputs: buildOutputs(project),
    dependsOn: ['generate', ...project.upstream.production.generate],
    description: 'Builds static, reproducible Linux binaries of the main packages',
  });
}

/** What the go command compiles: https://pkg.go.dev/cmd/go#hdr-File_types */
const COMPILED = '*.{go,c,cc,cpp,cxx,m,h,hh,hpp,hxx,f,F,for,f90,s,S,sx,swig,swigcxx,syso}';

function namedInputsOf({ root }: ProjectFacts, go: GoFacts): Inferred['namedInputs'] {
  // Around other projects, what lies in folders without one belongs to this project in name only.
  const around = go.packages !== 'all' && go.module === root;
  const module = go.module === root && !around ? [] : ['go.mod', 'go.sum'].map((file) => fromWorkspace(path.posix.join(go.module, file)));
  return {
    default: [
      ...(around ? ['{projectRoot}/*', '{projectRoot}/testdata/**/*'] : ['{projectRoot}/**/*']),
      ...module,
      ...embedded([...go.embedded, ...go.embeddedInTests]),
    ],
    production: [
      around ? `{projectRoot}/${COMPILED}` : '{projectRoot}/**/*',
      '!{projectRoot}/**/*_test.go',
      '!{projectRoot}/**/testdata/**',
      '!{projectRoot}/**/*.md',
      ...module,
      ...embedded(go.embedded),
    ],
  };
}

/** A pattern can name files and folders. They may be documents, test data or another project's: named here, they count. */
function embedded(patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => [fromWorkspace(pattern), fromWorkspace(`${pattern}/**/*`)]);
}

function fromWorkspace(file: string): string {
  return `{workspaceRoot}/${file}`;
}

/** The option `go` of a target, if the project is not simply a module. */
function scopeOf({ root }: ProjectFacts, { module, workspace, packages }: GoFacts, mains?: readonly string[]): { go?: GoScope } {
  const scope: GoScope = {
    ...(module === root ? {} : { module }),
    ...(workspace.length > 0 ? { workspace: true as const } : {}),
    ...(packages === 'own' ? { onePackage: true as const } : {}),
    ...(mains === undefined ? {} : { mains }),
  };
  return Object.keys(scope).length > 0 ? { go: scope } : {};
}
