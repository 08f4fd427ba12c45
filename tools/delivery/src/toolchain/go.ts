import type { TargetConfiguration } from '@nx/devkit';
import type { Command } from './command.ts';
import { fromRoot } from './paths.ts';
import { cachedTarget, GENERATED, testOutputs } from './targets.ts';
import type { Inferred, LintOptions, Project, ProjectFacts, TestOptions, Toolchain } from './toolchain.ts';

/**
 * Local modules are reached through `replace`, so that a build sees its own go.mod only: with go.work, a version that
 * another project asks for would change this one's binary.
 */
export const OWN_MODULE = { GOWORK: 'off' };

/** Everything outside the files that changes what the go command makes. */
export const GO_ENVIRONMENT = [
  { runtime: 'go version || echo go is missing' },
  ...['GOOS', 'GOARCH', 'GOFLAGS', 'GOAMD64', 'GOARM64', 'GOEXPERIMENT', 'CGO_ENABLED'].map((env) => ({ env })),
];

export const go: Toolchain = {
  name: 'go',
  marker: 'go.mod',
  infer: (project, options) => inferModule(project, options.goStamp),
  build: ({ root }, { outputDir, platform, source, stamp, contents }) =>
    contents.mains.map((main) => ({
      title: `go build ${main}`,
      origin: 'path',
      program: 'go',
      // -trimpath and no VCS stamp: the same sources give the same bytes in any folder.
      args: [
        'build',
        '-trimpath',
        '-buildvcs=false',
        `-ldflags=-s -w${stamp === undefined ? '' : ` -X ${stamp}=${source}`}`,
        `-o=${fromRoot(root, outputDir)}/${main}`,
        `./cmd/${main}`,
      ],
      cwd: root,
      env: { ...OWN_MODULE, ...exactToolchain(contents.marker), CGO_ENABLED: '0', GOOS: platform.os, GOARCH: platform.arch },
    })),
  lint: ({ root }: Project, { fix }: LintOptions): Command[] => [
    {
      title: 'golangci-lint',
      origin: 'go-tool',
      program: 'golangci-lint',
      // Nx runs several projects at once; golangci-lint's own lock would make all but one fail.
      args: ['run', '--allow-parallel-runners', ...(fix ? ['--fix'] : []), './...'],
      cwd: root,
      env: OWN_MODULE,
    },
  ],
  test: ({ root }, { outputDir, filter, watch, args }: TestOptions): Command[] => {
    const out = fromRoot(root, outputDir);
    const goTest = ['-race', `-coverprofile=${out}/coverage.out`, '-covermode=atomic', ...(filter ? [`-run=${filter}`] : [])];
    return [
      {
        title: 'go test',
        origin: 'go-tool',
        program: 'gotestsum',
        args: ['--format=pkgname', `--junitfile=${out}/junit.xml`, ...(watch ? ['--watch'] : []), '--', ...goTest, ...args, './...'],
        cwd: root,
        env: { ...OWN_MODULE, CGO_ENABLED: '1' },
      },
    ];
  },
};

function inferModule(project: ProjectFacts, stamp: string | undefined): Inferred {
  const tested = ['default', '^production', GENERATED, ...GO_ENVIRONMENT];
  const targets: Record<string, TargetConfiguration> = {
    lint: cachedTarget({
      executor: '@kerp/delivery:lint',
      options: { toolchain: 'go' },
      inputs: [...tested, '{workspaceRoot}/.golangci.yaml', ...toolInputs(project, 'golangci-lint')],
      dependsOn: ['^generate', ...toolBuild(project, 'golangci-lint')],
      description: 'Checks format and code with golangci-lint; --fix repairs',
    }),
    test: cachedTarget({
      executor: '@kerp/delivery:test',
      options: { toolchain: 'go' },
      inputs: [...tested, ...toolInputs(project, 'gotestsum')],
      outputs: testOutputs,
      dependsOn: ['^generate', ...toolBuild(project, 'gotestsum')],
      description: 'Runs go test -race with coverage',
    }),
    tidy: { executor: '@nx-go/nx-go:tidy', metadata: { description: 'Brings go.mod and go.sum up to date' } },
  };
  if (mainPackages(project).length > 0) targets['build'] = buildTarget(stamp);
  return {
    targets,
    namedInputs: {
      default: ['{projectRoot}/**/*'],
      production: ['{projectRoot}/**/*', '!{projectRoot}/**/*_test.go', '!{projectRoot}/**/testdata/**', '!{projectRoot}/**/*.md'],
    },
  };
}

function buildTarget(stamp: string | undefined): TargetConfiguration {
  return cachedTarget({
    executor: '@kerp/delivery:build',
    options: { toolchain: 'go', ...(stamp === undefined ? {} : { stamp }) },
    inputs: ['production', '^production', GENERATED, ...GO_ENVIRONMENT, { env: 'DELIVERY_PLATFORMS' }],
    outputs: ['{workspaceRoot}/dist/{projectRoot}'],
    dependsOn: ['^generate'],
    description: 'Builds static, reproducible Linux binaries of the main packages in cmd/',
  });
}

/** Another patch release of Go makes other bytes: the `toolchain` line of go.mod is taken at its word, not as a minimum. */
function exactToolchain(goMod: string): Record<string, string> {
  const version = /^toolchain\s+(\S+)/m.exec(goMod)?.[1];
  return version === undefined ? {} : { GOTOOLCHAIN: version };
}

/** Names of the main packages: the folders of cmd/. */
function mainPackages(project: ProjectFacts): readonly string[] {
  return project.folders('cmd');
}

function toolInputs({ goTools }: ProjectFacts, program: string): string[] {
  const tool = goTools.get(program);
  return tool ? [`{workspaceRoot}/${tool.root}/go.mod`, `{workspaceRoot}/${tool.root}/go.sum`] : [];
}

function toolBuild({ goTools }: ProjectFacts, program: string): { projects: string[]; target: string }[] {
  const tool = goTools.get(program);
  return tool ? [{ projects: [tool.project], target: 'build' }] : [];
}
