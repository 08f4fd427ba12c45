import path from 'node:path';
import type { LintCheck } from './check.ts';
import type { Command } from './command.ts';
import { inferGo } from './go-targets.ts';
import { fromRoot } from './paths.ts';
import { fixCommand } from './targets.ts';
import type { GoScope, LintOptions, Project, TestOptions, Toolchain } from './toolchain.ts';

/**
 * Where local modules are reached through `replace`, a build sees its own go.mod only: with go.work, a version that another
 * project asks for would change this one's binary.
 */
export const OWN_MODULE = { GOWORK: 'off' };

/** The same sources give the same bytes in any folder. */
const AS_BUILT = ['-trimpath', '-buildvcs=false'];

export const go: Toolchain = {
  name: 'go',
  marker: 'go.mod',
  infer: (project, { goStamp }) => inferGo(project, goStamp),
  build: ({ name, root, go }, { outputDir, platform, source, stamp, contents }) =>
    programs(name, root, go?.mains ?? []).map(({ program, folder }) => ({
      title: `go build ${program}`,
      origin: 'path',
      program: 'go',
      args: [
        'build',
        ...AS_BUILT,
        `-ldflags=-s -w${stamp === undefined ? '' : ` -X ${stamp}=${source}`}`,
        `-o=${fromRoot(root, outputDir)}/${program}`,
        folder,
      ],
      cwd: root,
      env: { ...modulesOf(go), ...exactToolchain(contents.marker), CGO_ENABLED: '0', GOOS: platform.os, GOARCH: platform.arch },
    })),
  lint: ({ name, root, go }: Project, { fix }: LintOptions): LintCheck[] => {
    const run = (...args: string[]): Command => ({
      title: 'golangci-lint',
      origin: 'go-tool',
      program: 'golangci-lint',
      // Nx runs several projects at once; golangci-lint's own lock would make all but one fail.
      args: ['run', '--allow-parallel-runners', ...tagged('--build-tags', go), ...args, packagesOf(go)],
      cwd: root,
      env: lintedAsBuilt(go),
    });
    return [
      {
        tool: 'golangci-lint',
        shown: run(...(fix ? ['--fix'] : [])),
        // Relative paths would begin where its settings are.
        command: run('--path-mode=abs', '--show-stats=false', '--output.text.path=', '--output.json.path=stdout'),
        format: 'golangci-lint',
        answers: [0, 1],
        blocks: 'LOW',
        about: path.posix.join(go?.module ?? root, 'go.mod'),
        ...(fix ? {} : { fix: fixCommand(name) }),
      },
    ];
  },
  // The gosec of golangci-lint: one build, one cache, and one way to say that a finding is none (nolint, with a reason).
  scan: ({ root, go }) => [
    {
      tool: 'gosec',
      command: {
        title: 'gosec',
        origin: 'go-tool',
        program: 'golangci-lint',
        args: [
          'run',
          '--allow-parallel-runners',
          '--enable-only=gosec',
          '--uniq-by-line=false',
          '--output.json.path=stdout',
          '--show-stats=false',
          ...tagged('--build-tags', go),
          packagesOf(go),
        ],
        cwd: root,
        env: lintedAsBuilt(go),
      },
      format: 'golangci-lint',
      answers: [0, 1],
      blocks: 'MEDIUM',
      about: path.posix.join(go?.module ?? root, 'go.mod'),
    },
  ],
  audit: ({ root, go }, { folder, name, date }) => [
    {
      tool: 'govulncheck',
      command: {
        title: 'govulncheck',
        origin: 'go-tool',
        program: 'govulncheck',
        args: [`-db=file://${folder}/govulncheck`, '-format=json', ...tagged('-tags', go), packagesOf(go)],
        cwd: root,
        env: modulesOf(go),
      },
      format: 'govulncheck',
      answers: [0],
      blocks: 'HIGH',
      about: path.posix.join(go?.module ?? root, 'go.mod'),
      database: { name, date },
    },
  ],
  test: ({ root, go }, { outputDir, filter, watch, args }: TestOptions): Command[] => {
    const out = fromRoot(root, outputDir);
    const checked = ['-race', `-coverprofile=${out}/coverage.out`, '-covermode=atomic'];
    const goTest = [...(go?.asBuilt ? [...AS_BUILT, '-vet=off'] : checked), ...(filter ? [`-run=${filter}`] : [])];
    // Go's cache does not see the programs and servers that such tests use; Nx's knows them as inputs.
    if (go?.tags) goTest.push(...tagged('-tags', go), '-count=1');
    const format = go?.tags ? 'testname' : 'pkgname';
    return [
      {
        title: 'go test',
        origin: 'go-tool',
        program: 'gotestsum',
        args: [
          `--format=${format}`,
          `--junitfile=${out}/junit.xml`,
          ...(watch ? ['--watch'] : []),
          '--',
          ...goTest,
          ...args,
          packagesOf(go),
        ],
        cwd: root,
        env: { ...modulesOf(go), CGO_ENABLED: go?.asBuilt ? '0' : '1' },
      },
    ];
  },
};

function modulesOf(go: GoScope | undefined): Record<string, string> {
  return go?.workspace ? { GOWORK: 'auto' } : OWN_MODULE;
}

/**
 * Linters need the compiled dependencies. With the settings of the build they are those that it has made, or makes, in Go's
 * cache; with others all of them are compiled once more, and kept.
 */
function lintedAsBuilt(go: GoScope | undefined): Record<string, string> {
  const { GOFLAGS: own } = process.env;
  return { ...modulesOf(go), CGO_ENABLED: '0', GOFLAGS: own ? `-trimpath ${own}` : '-trimpath' };
}

function tagged(option: string, go: GoScope | undefined): string[] {
  return go?.tags ? [`${option}=${go.tags.join(',')}`] : [];
}

function packagesOf(go: GoScope | undefined): string {
  return go?.onePackage ? '.' : './...';
}

/** A program is named after its folder. */
function programs(project: string, root: string, mains: readonly string[]): { program: string; folder: string }[] {
  return mains.map((main) => {
    const folder = path.posix.join(root, main);
    return { program: folder === '.' ? project : path.posix.basename(folder), folder: main === '' ? '.' : `./${main}` };
  });
}

/** Another patch release of Go makes other bytes: the `toolchain` line of go.mod is taken at its word, not as a minimum. */
function exactToolchain(goMod: string): Record<string, string> {
  const version = /^toolchain\s+(\S+)/m.exec(goMod)?.[1];
  return version === undefined ? {} : { GOTOOLCHAIN: version };
}
