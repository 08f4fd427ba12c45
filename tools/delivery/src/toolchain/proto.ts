import path from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import type { LintCheck } from './check.ts';
import type { Command } from './command.ts';
import { fromRoot } from './paths.ts';
import { cachedTarget, findingsOutputs, fixCommand, JUDGED } from './targets.ts';
import type { GenerateOptions, Inferred, LintOptions, Project, ProjectFacts, Toolchain } from './toolchain.ts';

const BUF = ['@bufbuild/buf'];
/** Its exit code when it found something. */
const FOUND = 100;
const BREAKING = 'buf-breaking';
const GO_PLUGINS = 'protoc-gen-go';

export const proto: Toolchain = {
  name: 'proto',
  marker: 'buf.yaml',
  // A Go module with code of its own is more than a home of stubs.
  recognises: (_bufYaml, hasGoCode) => !hasGoCode(),
  infer: inferProject,
  comparesWithBase: BREAKING,
  lint: ({ name, root }: Project, { fix, base }: LintOptions): LintCheck[] => {
    const common = { answers: [0, FOUND], blocks: 'LOW', about: path.posix.join(root, 'buf.yaml') } as const;
    const diff = ['format', '--diff', '--exit-code'];
    const against = base === undefined ? [] : ['breaking', `--against=${fromRoot(root, base)}`];
    return [
      {
        tool: 'buf-lint',
        shown: buf(root, 'buf lint', ['lint']),
        command: buf(root, 'buf lint', ['lint', '--error-format=json']),
        ...common,
        format: 'buf',
      },
      {
        tool: 'buf-format',
        shown: buf(root, 'buf format', fix ? ['format', '--write'] : diff),
        command: buf(root, 'buf format', diff),
        ...common,
        format: 'diff',
        ...(fix ? {} : { fix: fixCommand(name) }),
      },
      ...(base === undefined
        ? []
        : [
            {
              tool: BREAKING,
              shown: buf(root, 'buf breaking', against),
              command: buf(root, 'buf breaking', [...against, '--error-format=json']),
              ...common,
              format: 'buf' as const,
            },
          ]),
    ];
  },
  generate: ({ root }: Project, { protos, python }: GenerateOptions): Command[] => [
    buf(root, 'buf generate', ['generate']),
    ...(python ? [pythonStubs(root, protos)] : []),
  ],
};

function buf(cwd: string, title: string, args: string[]): Command {
  return { title, origin: 'node', program: 'buf', args, cwd };
}

/**
 * buf has no local plugin for Python's gRPC stubs; protoc from PyPI carries it, and mypy-protobuf adds the types that
 * strict callers need.
 */
function pythonStubs(root: string, protos: readonly string[]): Command {
  const bin = fromRoot(root, '.venv/bin');
  return {
    title: 'protoc (Python)',
    origin: 'python',
    program: 'python-grpc-tools-protoc',
    args: [
      '--proto_path=.',
      `--plugin=protoc-gen-mypy=${bin}/protoc-gen-mypy`,
      `--plugin=protoc-gen-mypy_grpc=${bin}/protoc-gen-mypy_grpc`,
      '--python_out=gen/python',
      '--grpc_python_out=gen/python',
      '--mypy_out=quiet:gen/python',
      '--mypy_grpc_out=quiet,only_async:gen/python',
      ...protos,
    ],
    cwd: root,
  };
}

function inferProject(project: ProjectFacts): Inferred {
  const targets: Record<string, TargetConfiguration> = {
    lint: cachedTarget({
      executor: '@kerp/delivery:lint',
      options: { toolchain: 'proto' },
      inputs: ['production', '^production', { externalDependencies: project.installed(BUF) }, JUDGED],
      outputs: findingsOutputs('lint', project),
      description: 'Checks the schema, its format and what it breaks with buf; --fix repairs',
    }),
  };
  if (project.has('buf.gen.yaml')) targets['generate'] = generateTarget(project);
  return {
    targets,
    namedInputs: { default: ['{projectRoot}/**/*'], production: ['{projectRoot}/**/*', '!{projectRoot}/**/*.md'] },
  };
}

function generateTarget({ goTools, toolLocks, installed }: ProjectFacts): TargetConfiguration {
  const plugins = goTools.get(GO_PLUGINS);
  return cachedTarget({
    executor: '@kerp/delivery:generate',
    options: { toolchain: 'proto' },
    inputs: [
      'production',
      '^production',
      { externalDependencies: installed(BUF) },
      ...toolLocks('generate').map((file) => `{workspaceRoot}/${file}`),
      ...(plugins ? [`{workspaceRoot}/${plugins.root}/go.mod`] : []),
    ],
    outputs: ['{projectRoot}/gen'],
    dependsOn: plugins ? [{ projects: [plugins.project], target: 'build' }] : [],
    description: 'Makes the Go and Python stubs from the .proto sources',
  });
}
