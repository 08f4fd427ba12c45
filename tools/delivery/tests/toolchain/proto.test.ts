import { expect, test } from 'vitest';
import { proto } from '../../src/toolchain/proto.ts';
import { askedOf, linesOf, shownOf } from './commands.ts';
import { factsOf, targetOf } from './facts.ts';

const project = { name: 'proto', root: 'libs/proto' };

test.each([
  [false, ['libs/proto> node:buf lint', 'libs/proto> node:buf format --diff --exit-code']],
  [true, ['libs/proto> node:buf lint', 'libs/proto> node:buf format --write']],
])('lint, fix=%s', (fix, lines) => {
  expect(shownOf(proto.lint?.(project, { fix }))).toEqual(lines);
});

test('what it breaks is only looked for where there is a base, and never repaired', () => {
  const checks = proto.lint?.(project, { fix: true, base: 'dist/.tmp/1/base.tar' });
  expect(shownOf(checks).at(-1)).toBe('libs/proto> node:buf breaking --against=../../dist/.tmp/1/base.tar');
  expect(checks?.map(({ fix }) => fix)).toEqual([undefined, undefined, undefined]);
});

test('lint is asked for findings', () => {
  expect(askedOf(proto.lint?.(project, { fix: false, base: 'dist/.tmp/1/base.tar' }))).toEqual([
    'buf-lint, buf: libs/proto> node:buf lint --error-format=json',
    'buf-format, diff: libs/proto> node:buf format --diff --exit-code',
    'buf-breaking, buf: libs/proto> node:buf breaking --against=../../dist/.tmp/1/base.tar --error-format=json',
  ]);
});

const PROTOC =
  'libs/proto> python:python-grpc-tools-protoc --proto_path=. --plugin=protoc-gen-mypy=../../.venv/bin/protoc-gen-mypy ' +
  '--plugin=protoc-gen-mypy_grpc=../../.venv/bin/protoc-gen-mypy_grpc --python_out=gen/python --grpc_python_out=gen/python ' +
  '--mypy_out=quiet:gen/python --mypy_grpc_out=quiet,only_async:gen/python';

test.each([
  [false, ['libs/proto> node:buf generate']],
  [true, ['libs/proto> node:buf generate', `${PROTOC} a/v1/a.proto b/v1/b.proto`]],
])('generate, python=%s', (python, lines) => {
  expect(linesOf(proto.generate?.(project, { protos: ['a/v1/a.proto', 'b/v1/b.proto'], python }))).toEqual(lines);
});

const BUF = { externalDependencies: ['@bufbuild/buf'] };

test('lint looks at the sources with the pinned buf', () => {
  expect(targetOf(proto.infer(factsOf(), {}), 'lint')).toEqual({
    executor: '@kerp/delivery:lint',
    options: { toolchain: 'proto' },
    inputs: ['production', '^production', BUF, { env: 'DELIVERY_JUDGE' }],
    outputs: ['{workspaceRoot}/dist/lint/{projectRoot}'],
    cache: true,
  });
});

test.each<[goTools: string[], inputs: string[], dependsOn: object[]]>([
  [[], [], []],
  [['protoc-gen-go'], ['{workspaceRoot}/tools/bin/protoc-gen-go/go.mod'], [{ projects: ['protoc-gen-go'], target: 'build' }]],
])('generate with the Go tools %j', (goTools, inputs, dependsOn) => {
  expect(targetOf(proto.infer(factsOf({ files: ['buf.gen.yaml'], goTools }), {}), 'generate')).toEqual({
    executor: '@kerp/delivery:generate',
    options: { toolchain: 'proto' },
    inputs: ['production', '^production', BUF, '{workspaceRoot}/tools/of/generate', ...inputs],
    outputs: ['{projectRoot}/gen'],
    dependsOn,
    cache: true,
  });
});

test('without buf.gen.yaml nothing is generated', () => {
  expect(Object.keys(proto.infer(factsOf(), {}).targets)).toEqual(['lint']);
});
