import { expect, test } from 'vitest';
import { parseProtoSource } from '../../../src/graph/proto/source.ts';

test.each<[name: string, text: string, imports: string[], goPackage: string | undefined]>([
  [
    'imports of every kind',
    'import "a.proto";\nimport public "b/c.proto";\nimport weak \'d.proto\';\n',
    ['a.proto', 'b/c.proto', 'd.proto'],
    undefined,
  ],
  ['a Go package', 'option go_package = "m/gen/a";\n', [], 'm/gen/a'],
  ['a Go package with a name', 'option go_package="m/gen/a;apb";\n', [], 'm/gen/a'],
  ['another option', 'option java_package = "a.b";\noption (x).go_package = "no";\n', [], undefined],
  ['comments', '// import "a.proto";\n/* option go_package = "no";\nimport "b.proto"; */\n', [], undefined],
  ['strings', 'message A { string a = 1 [default = "import \\"a.proto\\";"]; }\n', [], undefined],
  ['a field that is called import', 'message A { string import = 1 [json_name = "a.proto"]; }\n', [], undefined],
  ['a comment that does not end', '/* import "a.proto";', [], undefined],
  ['nothing', '', [], undefined],
])('%s', (_name, text, imports, goPackage) => {
  expect(parseProtoSource(text)).toEqual({ imports, goPackage });
});
