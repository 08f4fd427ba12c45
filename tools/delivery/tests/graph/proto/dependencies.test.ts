import { expect, test } from 'vitest';
import { ownedSources } from '../../../src/graph/ownership.ts';
import { protoEdges } from '../../../src/graph/proto/dependencies.ts';
import { type Files, folderWith } from '../../folder.ts';
import { readerOf } from '../reader.ts';

const PROJECTS = {
  proto: { root: 'proto', tags: ['proto'] },
  common: { root: 'common', tags: ['proto'] },
  api: { root: 'apps/api', tags: ['go'] },
  edi: { root: 'apps/edi', tags: ['python'] },
  gen: { root: 'gen', tags: ['go'] },
};
const TAX: Files = { 'proto/kerp/tax/v1/tax.proto': 'option go_package = "m/gen/tax/v1;taxv1";\n' };

/** Every edge as `source -> target (kind: file)`. */
function edgesOf(files: Files): string[] {
  const sources = ownedSources(Object.keys(files), PROJECTS, readerOf(folderWith(files)));
  return protoEdges(sources).map(({ source, target, kind, file }) => `${source} -> ${target} (${kind}: ${file})`);
}

test.each<[name: string, files: Files, edges: string[]]>([
  ['a Go stub by its go_package', { 'apps/api/a.go': 'package a\nimport "m/gen/tax/v1"\n' }, ['api -> proto (production: apps/api/a.go)']],
  ['a Go test', { 'apps/api/a_test.go': 'package a\nimport "m/gen/tax/v1"\n' }, ['api -> proto (test: apps/api/a_test.go)']],
  ['another Go package', { 'apps/api/a.go': 'package a\nimport "m/gen/tax"\n' }, []],
  ['a Go stub that is part of the workspace', { 'apps/api/a.go': 'package a\nimport "m/gen/tax/v1"\n', 'gen/tax/v1/tax.pb.go': '' }, []],
  ['a Python stub by its path', { 'apps/edi/a.py': 'from kerp.tax.v1 import tax_pb2\n' }, ['edi -> proto (production: apps/edi/a.py)']],
  ['its gRPC half', { 'apps/edi/a.py': 'import kerp.tax.v1.tax_pb2_grpc as x\n' }, ['edi -> proto (production: apps/edi/a.py)']],
  ['by the end of its path', { 'apps/edi/tests/a.py': 'import tax_pb2\n' }, ['edi -> proto (test: apps/edi/tests/a.py)']],
  ['another Python module', { 'apps/edi/a.py': 'from kerp.tax.v1 import tax\nfrom kerp.tax.v2 import tax_pb2\n' }, []],
  ['a Python stub that is part of the workspace', { 'apps/edi/a.py': 'import tax_pb2\n', 'apps/edi/tax_pb2.py': '' }, []],
  [
    'a .proto file of another project',
    { 'common/money.proto': '', 'proto/kerp/a.proto': 'import "money.proto";\nimport "kerp/tax/v1/tax.proto";\n' },
    ['proto -> common (production: proto/kerp/a.proto)'],
  ],
  ["a .proto file that is no project's source", { 'apps/api/x.proto': 'import "kerp/tax/v1/tax.proto";\n' }, []],
])('%s', (_name, files, edges) => {
  expect(edgesOf({ ...TAX, ...files })).toEqual(edges);
});
